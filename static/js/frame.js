/** A frame as it comes over the wire, and what it says. */

/** The `<live-frame>` elements in an HTML text (or under an element), inert until they are taken in. */
export function parse(source) {
  const holder = document.createElement("template");
  if (typeof source === "string") holder.innerHTML = source;
  else holder.content.append(source.cloneNode(true));
  return [...holder.content.querySelectorAll("live-frame")];
}

/** Does an answer come from Paperplane? A network that wants a sign-in of its own answers 200 to anything. */
export const hasFrames = (html) => html.includes("<live-frame");

/** In which chats of the list somebody else's unread word is the last, muted ones left out: `{name, at}`. */
function newsOf(frame) {
  const rows = frame.querySelectorAll('li[data-in="chats"][data-is~="unread"]:not([data-is~="muted"], [data-is~="mine"])');
  return [...rows].map((row) => ({
    name: row.id.slice("chat-".length),
    at: Date.parse(row.querySelector("time")?.dateTime),
  }));
}

/** Who can be followed from now on, and who not (any more): `{name, isOffered}`. */
const offersOf = (frame) =>
  [...frame.querySelectorAll('span[id^="follow-"]')].map((span) => ({
    name: span.id.slice("follow-".length),
    isOffered: span.querySelector('button[value="PUT"]') !== null,
  }));

/** What a frame says of itself; numbers are null where it is silent. */
export function read(frame) {
  const number = (value) => (value === undefined ? null : Number(value));
  const { prev, stamp, revision, from, to, seq, me } = frame.dataset;
  return {
    stamp: number(stamp),
    prev: number(prev ?? stamp),
    revision: number(revision),
    from: number(from),
    to: number(to),
    seq: number(seq),
    with: frame.dataset.with ?? null,
    read: frame.dataset.read ?? null,
    typing: frame.dataset.typing ?? null,
    me: me ?? null,
    isSync: "sync" in frame.dataset,
    isOlder: "older" in frame.dataset,
    isNewer: "newer" in frame.dataset,
    isShort: "short" in frame.dataset,
    ask: frame.dataset.ask ?? null,
    tellsOfActs: "acts" in frame.dataset,
    news: newsOf(frame),
    offers: offersOf(frame),
  };
}
