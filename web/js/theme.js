// Theme and density without a round trip; the cookies are the ones that the server's form sets.
const root = document.documentElement;
const remember = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "system" && system.matches);
const announce = () => document.dispatchEvent(new Event("themechange"));

document.addEventListener("submit", (event) => {
  const form = event.target;
  const density = event.submitter?.name === "density" ? event.submitter.value : null;
  if (density) {
    event.preventDefault();
    root.dataset.density = density;
    remember("density", density);
    document.dispatchEvent(new Event("densitychange"));
  } else if (form.dataset.themeSwitch !== undefined) {
    event.preventDefault();
    root.dataset.theme = isDark() ? "light" : "dark";
    remember("theme", root.dataset.theme);
    announce();
  }
});
system.addEventListener("change", announce);
