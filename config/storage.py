from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_GLOB, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files under names that change with their content, also where our modules import each other.

    Only ours: what reads like an import in somebody else's script may be a comment.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (f"js/{_GLOB}", _IMPORTS)
    # A name that changes changes those of all who import it: as many passes as there are links in a chain of imports.
    max_post_process_passes = 30
