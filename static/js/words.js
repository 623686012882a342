/** The sentences that scripts say. The templates hold and translate them: `<template id="words">`. */

/** The sentence for KEY, or an empty text where the page has none. */
export const word = (key) =>
  document.getElementById("words")?.content.querySelector(`[data-word="${key}"]`)?.textContent ?? "";
