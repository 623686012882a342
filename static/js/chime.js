/** A short sound for a new message while nobody looks at Paperplane; for those who have switched it on here. */

import { alone } from "./alone.js";
import { keep, kept } from "./storage.js";

/** What is heard: when each note begins, in seconds, and its pitch, in hertz. */
const NOTES = [[0, 784], [0.09, 1175]];
/** A note dies away within this many seconds, from this loud. */
const LENGTH = 0.35;
const LOUDNESS = 0.12;
/** A browser that plays nothing before the page was touched is not waited for, in milliseconds. */
const PATIENCE = 1_500;

const opened = Date.now();
/** Until when each chat's messages have been heard of. */
const heard = new Map();
let stopLooking = () => {};

const isOn = () => kept("sound", "chime") === "on";

function note(audio, [at, pitch]) {
  const start = audio.currentTime + at;
  const tone = new OscillatorNode(audio, { frequency: pitch });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + LENGTH);
  return new Promise((resolve) => (tone.onended = resolve));
}

async function play() {
  const audio = new AudioContext();
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([Promise.all(NOTES.map((one) => note(audio, one))), silence]);
  await audio.close();
}

/** Of all tabs the first that hears of it plays, and none while the user looks at another. */
async function ring(at) {
  if (await isLookedAt()) return;
  await alone("chime", async () => {
    if (at <= Number(kept("sound", "last"))) return;
    keep("sound", "last", String(at));
    await play();
  });
}

const isLookedAt = async () =>
  navigator.locks?.request("looking", { ifAvailable: true }, (lock) => lock === null) ?? false;

/** While this tab is in view it says so to the others. */
function look() {
  stopLooking();
  if (document.hidden) return;
  const until = new Promise((resolve) => (stopLooking = resolve));
  navigator.locks?.request("looking", { mode: "shared" }, () => until);
}

function applied({ detail }) {
  const news = detail.flatMap((said) => said.news).filter(({ name, at }) => at > (heard.get(name) ?? opened));
  for (const { name, at } of news) heard.set(name, at);
  if (news.length && document.hidden && isOn()) ring(Math.max(...news.map(({ at }) => at)));
}

/** The switch in the settings; what it switches on is heard at once. */
function offer() {
  const place = document.querySelector("[data-chime]");
  if (!place) return;
  place.hidden = false;
  const box = place.querySelector("input");
  box.checked = isOn();
  box.addEventListener("change", () => {
    keep("sound", "chime", box.checked ? "on" : "");
    if (box.checked) play();
  });
}

export function startChime() {
  document.addEventListener("live:applied", applied);
  document.addEventListener("visibilitychange", look);
  look();
  offer();
}
