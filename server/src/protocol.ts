/** What the language server and its clients say to each other beyond LSP. */
export {};
