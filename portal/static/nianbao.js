/* Quicker, never possible: every page works without this script.
   Names are suggested while one types, and a search's filters change without a whole new page. */
"use strict";

(() => {
  const MOST_WAIT = 150; // ms between a key and the question: fewer questions, and still at once

  /* ---- names while typing: a combobox with a list (WAI-ARIA APG) ---- */
  function suggest(form) {
    const input = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    const lang = document.documentElement.lang === "en" ? "en" : null;
    let timer = 0, asked = "", chosen = -1, stop = null;
    list.className = "suggested";
    list.id = `${input.id}-names`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.names);
    form.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    const options = () => [...list.children];
    function close() {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function choose(index) {
      const found = options();
      if (!found.length) return;
      chosen = (index + found.length) % found.length;
      found.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", found[chosen].id);
      found[chosen].scrollIntoView({ block: "nearest" });
    }
    function show(names) {
      list.replaceChildren(...names.map((name, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = name.url;
        const text = document.createElement("span");
        text.lang = "zh-CN";
        text.textContent = name.text;
        const kind = document.createElement("small");
        kind.textContent = form.dataset[name.kind] || "";
        option.append(text, kind);
        return option;
      }));
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !names.length;
      input.setAttribute("aria-expanded", String(names.length > 0));
    }
    function follow(option) {
      const url = new URL(option.dataset.url, location.href);
      if (lang) url.searchParams.set("lang", lang);
      location.assign(url);
    }
    async function ask() {
      const text = input.value.trim();
      if (text === asked) return;
      asked = text;
      stop?.abort();
      if (!text) return close();
      stop = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: stop.signal });
        if (answer.ok) show((await answer.json()).suggestions);
      } catch { /* no names then: the search works without them */ }
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, MOST_WAIT); // pinyin still being composed is no name
    });
    input.addEventListener("compositionend", () => { timer = setTimeout(ask, MOST_WAIT); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) follow(options()[chosen]);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => setTimeout(close, 100)); // a press on a name comes first
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      follow(option);
    });
  }

  /* ---- filters, sorts and pages of a search without a whole new page ---- */
  let turn = 0;
  async function load(address, kept) {
    const mine = ++turn;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = next.getElementById("search");
    if (!found) throw new Error("no search on that page");
    if (mine !== turn) return false; // a later press has overtaken this one
    document.getElementById("search").replaceWith(found);
    document.title = next.title;
    for (const selector of [".tongue", ".top .searchbox", ".look"]) {
      const [old, now] = [document.querySelector(selector), next.querySelector(selector)];
      if (old && now) old.replaceWith(now);
    }
    document.querySelectorAll("form.searchbox").forEach((form) => form.querySelector("[role=combobox]") || suggest(form));
    const facets = found.querySelector("details.facets");
    if (facets && kept.open) facets.open = true;
    const heading = found.querySelector("h1");
    heading.tabIndex = -1;
    const again = kept.label && [...found.querySelectorAll("a.value, a.minus")].find((a) => name(a) === kept.label);
    (again || heading).focus({ preventScroll: Boolean(again) });
    if (!again) scrollTo(0, 0);
    document.getElementById("told").textContent = heading.textContent;
    return true;
  }
  const name = (link) => link.getAttribute("aria-label") || link.querySelector(".label")?.textContent || "";

  function here(link) {
    const url = new URL(link.href, location.href);
    return url.origin === location.origin && url.pathname === location.pathname && !url.hash ? url : null;
  }
  function turning() {
    document.addEventListener("click", async (event) => {
      const link = event.target.closest("#search a[href]");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const url = here(link);
      if (!url) return;
      event.preventDefault();
      const kept = {
        open: document.querySelector("details.facets")?.open,
        label: link.matches(".value, .minus") ? name(link) : "",
      };
      try {
        if (await load(url, kept)) history.pushState({ search: true }, "", url);
      } catch { location.assign(url); }
    });
    addEventListener("popstate", () => load(location.href, {}).catch(() => location.reload()));
  }

  document.querySelectorAll("form.searchbox[data-suggest]").forEach(suggest);
  if (document.getElementById("search")) turning();
})();
