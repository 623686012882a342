/** Up to three emoji alone are shown large, under way as well as afterwards; see `is_large_emoji` in messaging/text.py. */

const LONGEST = 60;

/** A picture in its colours or tone of skin, and several of them joined into one (Unicode TS #51, section 1.4.9). */
const PICTURE = "\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?";
const JOINED = `${PICTURE}(?:\\u200D${PICTURE})*(?:[\\u{E0020}-\\u{E007F}]+)?`;
const FLAG = "\\p{Regional_Indicator}{2}";
const KEY = "[0-9#*]\\uFE0F?\\u20E3";
const FEW = new RegExp(`^(?:(?:${JOINED}|${FLAG}|${KEY}|\\p{Emoji_Modifier})\\s*){1,3}$`, "u");

/** Is a text one to three emoji and nothing else? */
export const isLargeEmoji = (text) => [...text].length <= LONGEST && FEW.test(text.trim());
