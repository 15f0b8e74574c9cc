/* The desk: what is under way is asked for every two seconds and put in place. Without this
   script a page shows how things were when it was loaded. */
"use strict";

(() => {
  const EVERY = 2000; // ms
  const part = document.querySelector("[data-live]");
  if (!part) return;

  async function refresh() {
    try {
      const answer = await fetch(part.dataset.live, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return location.reload(); // the login has ended
      if (answer.ok) {
        const told = await answer.json();
        put(told.part);
        say(told.told);
        if (told.over) {
          document.querySelectorAll("[data-until-over]").forEach((gone) => gone.remove());
          return;
        }
      }
    } catch {
      // the portal cannot be reached just now: asked again
    }
    setTimeout(refresh, EVERY);
  }

  function say(words) { // to whoever does not see the page, and only what is new
    const status = document.getElementById("told");
    if (words && status.textContent !== words) status.textContent = words;
  }

  function put(html) {
    if (part.dataset.was === html) return;
    part.dataset.was = html;
    const log = part.querySelector(".log");
    const atEnd = !log || log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.innerHTML = html;
    const newer = part.querySelector(".log");
    if (newer) newer.scrollTop = atEnd ? newer.scrollHeight : log.scrollTop;
    if (focused) document.getElementById(focused)?.focus();
  }

  if (!("over" in part.dataset)) setTimeout(refresh, EVERY);
})();
