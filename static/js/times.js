/** Times as the reader says them: her zone, her tongue, and the page's language where they differ. */

const DAY = 86_400_000;
const page = document.documentElement.lang || "en";
const base = (tag) => tag.split("-")[0].toLowerCase();

/** The reader's own variety of the page's language ("en-GB" on an English page), else the page's. */
const locale = navigator.languages.find((tag) => base(tag) === base(page)) ?? page;

const format = (options) => new Intl.DateTimeFormat(locale, options);
const clock = format({ timeStyle: "short" });
const weekday = format({ weekday: "short" });
const dayAndMonth = format({ day: "numeric", month: "short" });
const shortDate = format({ dateStyle: "short" });
const longDay = format({ weekday: "long", day: "numeric", month: "long" });
const longDate = format({ dateStyle: "long" });
const full = format({ dateStyle: "long", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** The local calendar day of a moment, as "2025-11-03". */
export function dayOf(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** How many local midnights lie between a moment and now. */
function daysAgo(date, now) {
  const midnight = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((midnight(now) - midnight(date)) / DAY);
}

function named(daysBack) {
  const words = relative.format(-daysBack, "day");
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}

const thisYear = (date, now) => date.getFullYear() === now.getFullYear();

const STYLES = {
  clock: (date) => clock.format(date),
  full: (date) => full.format(date),
  day(date, now) {
    const back = daysAgo(date, now);
    if (back === 0 || back === 1) return named(back);
    return (thisYear(date, now) ? longDay : longDate).format(date);
  },
  row(date, now) {
    const back = daysAgo(date, now);
    if (back <= 0) return clock.format(date);
    if (back === 1) return named(1);
    if (back < 7) return weekday.format(date);
    return (thisYear(date, now) ? dayAndMonth : shortDate).format(date);
  },
};

/** Say every `<time data-style>` under `root` in the reader's terms; the machine's reading stays. */
export function localise(root, now = new Date()) {
  for (const time of root.querySelectorAll("time[datetime][data-style]")) {
    const date = new Date(time.dateTime);
    const say = STYLES[time.dataset.style];
    if (!say || Number.isNaN(date.getTime())) continue;
    const words = say(date, now);
    if (time.textContent !== words) time.textContent = words;
    if (/clock|row/.test(time.dataset.style) && !time.title) time.title = full.format(date);
  }
}

/** Say all times anew after every midnight, when "Today" turns into "Yesterday". */
export function startTimes() {
  localise(document);
  let told = dayOf(new Date());
  const check = () => {
    if (told !== dayOf(new Date())) localise(document);
    told = dayOf(new Date());
  };
  setInterval(check, 60_000);
  document.addEventListener("visibilitychange", check);
}
