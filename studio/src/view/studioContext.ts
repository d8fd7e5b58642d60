import { createContext, useContext, useSyncExternalStore } from "react";
import type { ViewState } from "../state/viewState.ts";
import type { Studio } from "./studio.ts";

export const StudioContext = createContext<Studio | null>(null);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (studio === null) throw new Error("This component stands outside of a studio.");
  return studio;
}

/**
 * A part of the state; the component is drawn again only when that part is another object. The selector must not make
 * new objects.
 */
export function useView<Part>(selector: (state: ViewState) => Part): Part {
  const { store } = useStudio();
  return useSyncExternalStore(store.subscribe, () => selector(store.state));
}
