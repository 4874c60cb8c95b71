// Why: a classic script, loaded before the first paint, so that a chosen theme never flashes the other one.

(() => {
  const KEY = 'annexa.theme';
  const read = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  apply(read());

  document.addEventListener('DOMContentLoaded', () => {
    const chosen = read() ?? 'system';
    for (const radio of document.querySelectorAll('input[name="theme"]')) {
      radio.checked = radio.value === chosen;
      radio.addEventListener('change', () => {
        apply(radio.value);
        try { localStorage.setItem(KEY, radio.value); } catch { /* not remembered */ }
      });
    }
  });
})();
