// Two comforts; every page works without them.

// A form that submits disables its buttons, so that a double click sends once; coming back enables them again.
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  const buttons = event.target.querySelectorAll('button[type="submit"]');
  // after the browser has read the pressed button's value
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
});
addEventListener('pageshow', () => {
  document.querySelectorAll('form button[type="submit"][disabled]:not([data-off])').forEach((button) => { button.disabled = false; });
});

// <div data-poll="/jobs/…"><progress></progress><span data-poll-text></span></div>: asks every second until the work is over,
// then opens the page anew. The address answers {"done": 3, "total": 10, "percent": 30, "text": "…", "over": false}.
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
      text.textContent = now.text;
    } catch {
      // the next question may be answered; the page's own link stays
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}
