/* A random name for this tab, sent with what it asks for, so that the server can be fair to visitors behind one address.
   It is kept as long as the tab is open and says nothing about anybody; it is no cookie. */
(() => {
    "use strict";
    const made = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
    let name;
    try {
        name = sessionStorage.getItem("visitor") || made();
        sessionStorage.setItem("visitor", name);
    } catch {
        name = made(); // a browser that keeps nothing
    }
    const ask = window.fetch.bind(window);
    window.fetch = (what, how = {}) => {
        const url = new URL(what instanceof Request ? what.url : what, location.href);
        if (url.origin !== location.origin) return ask(what, how);
        const headers = new Headers(how.headers || (what instanceof Request ? what.headers : undefined));
        headers.set("X-Visitor", name);
        return ask(what, { ...how, headers });
    };
})();
