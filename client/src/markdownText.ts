/** A text of the user's, or of a task's error, as it is: nothing in it is Markdown, an icon or a link. */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@/]/g, "\\$&")
    .replaceAll("\n", "  \n");
}

/** Control characters shown as what they are, so that none of them does something. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
