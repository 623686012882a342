#!/bin/sh
# nginx for compose.yaml: the sample for a bare server with this site's name, and web processes that are found by name.
# `proxy.sh FILE` only writes the configuration there.
set -eu
: "${SITE:?}"
target=${1:-/etc/nginx/conf.d/default.conf}
source=${SOURCE:-/etc/paperplane/nginx.conf}
sed -e "s/example\.org/$SITE/g" \
    -e "s|server unix:/run/paperplane/web-1\.sock max_fails=0;|server ${WEB:-web:8000} max_fails=0;|" \
    -e "/server unix:/d" \
    "$source" > "$target"
[ $# -gt 0 ] || exec nginx -g "daemon off;"
