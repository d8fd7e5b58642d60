export function sentences(): { readonly texts: readonly string[]; readonly untranslated: readonly string[] };
