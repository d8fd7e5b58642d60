import type { FrameLocator, Locator, Page } from "playwright-core";

/** The workbench as somebody uses it who has a keyboard and a mouse. */
export class WorkbenchPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Gives a command from the palette. */
  async command(title: string): Promise<void> {
    const input = await this.#quickInput(`>${title}`);
    await this.#row(title).waitFor();
    await input.press("Enter");
  }

  async openFile(name: string): Promise<void> {
    await this.command("View: Focus First Editor Group");
    const input = await this.#quickInput(name);
    await this.#row(name).waitFor();
    await input.press("Enter");
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
  }

  /** Picks an entry of the list that is open. */
  async pick(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** Answers the input box that is open. */
  async answer(text: string, prompt: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input.input");
    await this.page.locator(".quick-input-widget", { hasText: prompt }).waitFor();
    await input.fill(text);
    await input.press("Enter");
  }

  /** Presses a button of the dialog that is open, and answers what the dialog says. */
  async dialog(button: string): Promise<string> {
    const dialog = this.page.locator(".monaco-dialog-box");
    await dialog.waitFor();
    const text = await dialog.innerText();
    await dialog.getByRole("button", { name: button }).click();
    await dialog.waitFor({ state: "hidden" });
    return text;
  }

  async showSidebar(): Promise<void> {
    await this.command("View: Show Orchex");
  }

  /** The items of a view that have a text. */
  item(view: string, text: string | RegExp): Locator {
    return this.view(view).getByRole("treeitem").filter({ hasText: text });
  }

  view(name: string): Locator {
    return this.page.locator(".pane", { has: this.page.locator(`.pane-header[aria-label^="${name}"]`) });
  }

  /** Presses one of the buttons that an item shows under the mouse. */
  async inlineAction(item: Locator, label: string): Promise<void> {
    await item.hover();
    await item.locator(`.action-label[aria-label^="${label}"]`).first().click();
  }

  /** The page in the webview that is in sight. */
  webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** Replaces a line of the file in the editor. */
  async replaceLine(holding: string, by: string): Promise<void> {
    await this.page.locator(".view-line", { hasText: holding }).first().click();
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Shift+End");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.insertText(by);
    await this.page.keyboard.press("Escape");
  }

  /** A key press can be lost while focus moves between the workbench and a webview: it is given again. */
  async #quickInput(value: string): Promise<Locator> {
    const input = this.page.locator(".quick-input-widget input.input");
    for (let attempt = 0; attempt < 8; attempt += 1) {
      if (!(await input.isVisible())) await this.page.keyboard.press("F1");
      const shown = input.waitFor({ state: "visible", timeout: 2_000 });
      if (
        !(await shown.then(
          () => true,
          () => false,
        ))
      )
        continue;
      if (
        await input.fill(value, { timeout: 2_000 }).then(
          () => true,
          () => false,
        )
      )
        return input;
    }
    throw new Error(`The quick input did not open for ${value}`);
  }

  #row(text: string): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  }
}
