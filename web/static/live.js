// Keeps the page as it stands on the server: a stream says when the content changed, then the content is fetched.
"use strict";
(() => {
  const main = document.getElementById("contenu");
  const announcement = document.getElementById("annonce");
  if (!window.EventSource || !main) return;
  let fetching = false;

  const refresh = async () => {
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = fresh.getElementById("contenu");
      if (!content) return;
      const focused = main.contains(document.activeElement) ? document.activeElement.id : "";
      const open = [...main.querySelectorAll("details[open][id]")].map((one) => one.id);
      const said = main.dataset.announce;
      main.replaceChildren(...content.childNodes);
      main.dataset.print = content.dataset.print;
      main.dataset.announce = content.dataset.announce;
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      document.title = fresh.title;
      if (main.dataset.announce !== said) announcement.textContent = main.dataset.announce;
    } finally {
      fetching = false;
    }
  };

  const stream = new EventSource(location.href);
  stream.addEventListener("open", () => (document.getElementById("direct").hidden = false));
  stream.addEventListener("error", () => (document.getElementById("direct").hidden = true));
  stream.addEventListener("print", (event) => {
    if (event.data !== main.dataset.print) refresh();
  });
})();
