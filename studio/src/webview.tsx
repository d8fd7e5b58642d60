import { createRoot } from "react-dom/client";
import { webviewBridge } from "./host/webviewBridge.ts";
import { LayoutDriver } from "./state/layoutDriver.ts";
import { ViewStore } from "./state/viewStore.ts";
import { App } from "./view/App.tsx";
import { Studio } from "./view/studio.ts";

/*
 * The page is two files, webview.js and webview.css, and an element with the id "studio". The host must send at most
 *
 *   default-src 'none'; script-src 'nonce-…'; style-src <where webview.css is>; worker-src blob:
 *
 * and needs neither 'unsafe-inline' nor 'unsafe-eval': styles are set through the CSSOM, the layout worker comes from a
 * blob, icons are drawn inline, and no font, image or network is used.
 */
const element = document.getElementById("studio");
if (element === null) throw new Error('The page has no element with the id "studio".');
const store = new ViewStore();
const studio = new Studio(store, webviewBridge());
new LayoutDriver(store).start();
createRoot(element).render(<App studio={studio} />);
studio.ready();
