// Theme and density without a round trip; the cookies are the ones that the server's form sets.
const root = document.documentElement;
const remember = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};
const isDark = () =>
  root.dataset.theme === "dark" || (root.dataset.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const density = event.submitter?.name === "density" ? event.submitter.value : null;
  if (density) {
    event.preventDefault();
    root.dataset.density = density;
    remember("density", density);
  } else if (form.dataset.themeSwitch !== undefined) {
    event.preventDefault();
    root.dataset.theme = isDark() ? "light" : "dark";
    remember("theme", root.dataset.theme);
    document.dispatchEvent(new Event("themechange"));
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("themechange")));
