// Three comforts; every page works without them.

// A form that submits disables its buttons, so that a double click sends once. Coming back enables them again, and so do
// ten seconds: a form may answer with a file and leave the page where it is.
const enable = (root) => root.querySelectorAll('button[type="submit"][data-sent]').forEach((button) => {
  button.disabled = false;
  delete button.dataset.sent;
});
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  // after the browser has read the pressed button's value
  setTimeout(() => form.querySelectorAll('button[type="submit"]:not(:disabled)').forEach((button) => {
    button.dataset.sent = '';
    button.disabled = true;
  }));
  setTimeout(() => enable(form), 10000);
});
addEventListener('pageshow', () => enable(document));

// <div data-poll="/jobs/…"><progress></progress><span data-poll-text></span></div>: asks every second until the work is over,
// then opens the page anew. The address answers {"percent": 30, "text": "3 of 10 chapters", "over": false}.
for (const box of document.querySelectorAll('[data-poll]')) {
  const bar = box.querySelector('progress');
  const text = box.querySelector('[data-poll-text]');
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      if (!answer.ok) throw new Error(answer.statusText);
      const now = await answer.json();
      if (now.over) { location.reload(); return; }
      bar.max = 100;
      bar.value = now.percent;
      if (text.textContent !== now.text) text.textContent = now.text;   // a screen reader repeats what is set
    } catch {
      // the next question may be answered; the page's own link stays
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}

// <span data-print hidden><button type="button">…</button></span>: shown where there is script, prints the page.
for (const box of document.querySelectorAll('[data-print]')) {
  box.hidden = false;
  box.addEventListener('click', () => print());
}
