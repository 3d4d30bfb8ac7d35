// Brings an opened drawer into sight, once for each mark; one that the reader sees already stays where it is.

let shown;

export default function ({ data, parentElement }) {
  if (data.mark === shown) return;
  shown = data.mark;
  const host = parentElement.host ?? parentElement;
  const drawer = host.closest('[class*="st-key-drawer-"]');
  const main = host.closest('[data-testid="stMain"]');
  const { top } = drawer.getBoundingClientRect();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (top > innerHeight * 0.75) main.scrollBy({ top: top - innerHeight * 0.6, behavior: still ? "instant" : "smooth" });
  return () => {
    shown = undefined;
  };
}
