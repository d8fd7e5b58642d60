import { useEffect, useRef, type KeyboardEvent } from "react";
import { toolIcons } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useStudio, useView } from "./studioContext.ts";

/** More is a list that nobody reads: a longer text is quicker. */
const LISTED = 8;

/** Finds tasks by name: `/` from anywhere, arrows choose, Enter goes there. */
export function SearchBox() {
  const studio = useStudio();
  const { dispatch } = studio.store;
  const t = useView((state) => state.t);
  const search = useView((state) => state.search);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const matches = search?.matches ?? [];
  const active = matches[search?.index ?? 0];
  const first = Math.max(0, Math.min((search?.index ?? 0) - 3, matches.length - LISTED));
  const go = (task: string | undefined) => {
    if (task === undefined) return;
    dispatch({ type: "endSearch" });
    studio.goTo(task);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") dispatch({ type: "searchStep", by: 1 });
    else if (event.key === "ArrowUp") dispatch({ type: "searchStep", by: -1 });
    else if (event.key === "Enter") go(active);
    else if (event.key === "Escape") dispatch({ type: "endSearch" });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const open = (search?.text ?? "") !== "";
  return (
    <div className="search">
      <IconView icon={toolIcons.search} />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t("Search tasks")}
        aria-expanded={open}
        aria-controls="search-results"
        aria-activedescendant={open && active !== undefined ? "search-active" : undefined}
        aria-autocomplete="list"
        placeholder={t("Search tasks (/)")}
        value={search?.text ?? ""}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => dispatch({ type: "search", text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      {open && (
        <span className="found" role="status">
          {matches.length === 0 ? t("none") : `${(search?.index ?? 0) + 1}/${matches.length}`}
        </span>
      )}
      <ul id="search-results" role="listbox" aria-label={t("Tasks found")} hidden={!open || matches.length === 0}>
        {matches.slice(first, first + LISTED).map((task) => (
          <li
            key={task}
            role="option"
            id={task === active ? "search-active" : undefined}
            aria-selected={task === active}
            onMouseDown={(event) => {
              event.preventDefault();
              go(task);
            }}
          >
            {task}
          </li>
        ))}
      </ul>
    </div>
  );
}
