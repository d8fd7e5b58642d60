import * as vscode from "vscode";
import { changedNodes } from "./changedNodes.ts";
import type { Node } from "./node.ts";

/**
 * A tree view over items that are data. It is given whole trees and redraws what differs. VS Code knows its items by
 * their ids, so that a redrawn item is the same one to it: still open, still selected.
 */
export class Tree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly view: vscode.TreeView<string>;
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #shown = new vscode.EventEmitter<void>();
  /** The view has come into sight. */
  readonly onDidShow = this.#shown.event;
  #roots: readonly Node[] = [];
  #nodes = new Map<string, Node>();
  /** What was read when an item was opened, by that item's id. */
  readonly #loaded = new Map<string, readonly Node[]>();
  #parents = new Map<string, string>();

  constructor(id: string) {
    this.view = vscode.window.createTreeView<string>(id, { treeDataProvider: this, showCollapseAll: true });
    this.view.onDidChangeVisibility(({ visible }) => {
      if (visible) this.#shown.fire();
    });
  }

  get roots(): readonly Node[] {
    return this.#roots;
  }

  node(id: string): Node | undefined {
    return this.#nodes.get(id);
  }

  show(roots: readonly Node[]): void {
    const changed = changedNodes(this.#roots, roots);
    this.#roots = roots;
    this.#index();
    if (changed === "all") this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire(changed.map(({ id }) => id));
  }

  /** Opens the way to an item and selects it. */
  async reveal(id: string): Promise<void> {
    if (this.#nodes.has(id)) await this.view.reveal(id, { select: true, focus: false, expand: true });
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.#nodes.get(id);
    if (node === undefined) return new vscode.TreeItem("");
    const item = new vscode.TreeItem(node.label, stateOf(node));
    item.id = id;
    item.contextValue = node.kinds.join(" ");
    if (node.description !== undefined) item.description = node.description;
    if (node.tooltip !== undefined) item.tooltip = new vscode.MarkdownString(node.tooltip, true);
    if (node.icon !== undefined) item.iconPath = iconOf(node.icon);
    if (node.resource !== undefined) item.resourceUri = node.resource;
    if (node.click !== undefined) item.command = { ...node.click, arguments: [id] };
    return item;
  }

  async getChildren(id?: string): Promise<string[]> {
    if (id === undefined) return this.#roots.map(({ id }) => id);
    const node = this.#nodes.get(id);
    if (node?.later === undefined) return (node?.children ?? []).map(({ id }) => id);
    const children = await node.later.load();
    this.#loaded.set(id, children);
    this.#index();
    return children.map(({ id }) => id);
  }

  getParent(id: string): string | undefined {
    return this.#parents.get(id);
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
    this.#shown.dispose();
  }

  #index(): void {
    const nodes = new Map<string, Node>();
    const parents = new Map<string, string>();
    const add = (node: Node, parent: string | undefined): void => {
      nodes.set(node.id, node);
      if (parent !== undefined) parents.set(node.id, parent);
      const children = node.later === undefined ? node.children : this.#loaded.get(node.id);
      for (const child of children ?? []) add(child, node.id);
    };
    for (const root of this.#roots) add(root, undefined);
    for (const id of this.#loaded.keys()) if (!nodes.has(id)) this.#loaded.delete(id);
    this.#nodes = nodes;
    this.#parents = parents;
  }
}

function stateOf({ children, later, expanded }: Node): vscode.TreeItemCollapsibleState {
  if (children === undefined && later === undefined) return vscode.TreeItemCollapsibleState.None;
  return expanded === true ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function iconOf({ id, color }: NonNullable<Node["icon"]>): vscode.ThemeIcon {
  return color === undefined ? new vscode.ThemeIcon(id) : new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}
