/** The page of a new video: the file is sent while its caption is written; a reload or a lost line goes on by itself. */

import { dropFile, keepFile, keptFile } from "./keeper.js";
import { giveUp, Refusal, send } from "./pieces.js";

const MEGABYTE = 1024 * 1024;

const form = document.getElementById("new-video");
const field = form.elements.file;
const box = form.querySelector(".sending");
const bar = box.querySelector("progress");
const error = form.querySelector("[data-error]");
const part = (name) => box.querySelector(`[data-${name}]`);
const words = document.getElementById("upload-words").content;
const word = (key) => words.querySelector(`[data-word="${key}"]`).textContent;

/** The upload under way: what stops it, what the server calls it, whether it is to be posted when it is here. */
let running = null;
let posts = false;

const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);
const say = (sentence) => (part("says").textContent = sentence);

function complain(sentence) {
  error.textContent = sentence;
  error.hidden = !sentence;
}

function show(file) {
  complain("");
  form.querySelectorAll(".drop > .errorlist:not([data-error])").forEach((old) => old.remove());
  box.hidden = false;
  part("name").textContent = file.name;
  say("");
  posts = false;
}

async function start(file, known = null) {
  await stop();
  if (file.size > Number(form.dataset.most) * MEGABYTE) return complain(word("large"));
  show(file);
  const mine = (running = { controller: new AbortController(), upload: known });
  const on = {
    begun: (upload) => {
      mine.upload = upload;
      keepFile({ file, upload });
    },
    moved: (received) => {
      bar.value = received / file.size;
      part("done").textContent = `${megabytes(received)} / ${megabytes(file.size)} MB`;
      say(posts ? word("posts") : "");
    },
    waits: () => say(word("waits")),
  };
  try {
    const upload = await send(file, { url: form.dataset.uploads, known, signal: mine.controller.signal, on });
    if (running === mine) arrived(upload);
  } catch (failure) {
    if (running !== mine) return;
    end();
    complain((failure instanceof Refusal && failure.message) || word("failed"));
  }
  return undefined;
}

function arrived(upload) {
  form.elements.upload.value = upload.id;
  bar.value = 1;
  if (posts) post();
  else say(word("here"));
}

/** The file has come in pieces: the form goes without it. */
async function post() {
  await dropFile();
  field.disabled = true;
  form.submit();
}

/** Nothing is under way any more; the file field is empty again. */
function end() {
  running = null;
  posts = false;
  box.hidden = true;
  bar.value = 0;
  field.value = form.elements.upload.value = "";
  dropFile();
}

async function stop() {
  const before = running;
  if (!before) return;
  running = null;
  before.controller.abort();
  form.elements.upload.value = "";
  // Gone from this browser before the page says so: a reload right after must not go on with it.
  await Promise.all([dropFile(), before.upload && giveUp(before.upload.url)]);
}

async function callOff() {
  await stop();
  if (!running) end();
}

field.addEventListener("change", () => field.files[0] && start(field.files[0]));
part("give-up").addEventListener("click", callOff);
form.addEventListener("submit", (event) => {
  if (!running) return;
  event.preventDefault();
  posts = true;
  if (form.elements.upload.value) post();
  else say(word("posts"));
});

const held = await keptFile();
if (held?.file && !form.elements.upload.value) start(held.file, { ...held.upload, asked: 0 });
