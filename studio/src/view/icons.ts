import type { JobStatus } from "orchex/dag";

/** A drawing in a square of 16: what is filled with the colour, what is stroked with it, what is cut out of it. */
export interface Icon {
  readonly fill?: string;
  readonly stroke?: string;
  /** Stroked with the background, over the filling. */
  readonly cut?: string;
}

const DISC = "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z";

/** Every status has a shape of its own: colour only repeats it. */
export const statusIcons: Readonly<Record<JobStatus, Icon>> = {
  pending: { stroke: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z" },
  processing: { stroke: "M8 2a6 6 0 1 1-6 6", fill: "M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z" },
  succeeded: { fill: DISC, cut: "M4.6 8.3 7 10.7l4.4-5" },
  failed: { fill: DISC, cut: "M11 8a3 3 0 1 1-1-2.2M10.6 3.8v2.4H8.2" },
  dead: { fill: "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z", cut: "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" },
  blocked: { stroke: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM6.2 5.6v4.8M9.8 5.6v4.8" },
  skipped: {
    stroke: "M2 8.5a6 6 0 0 1 11-2M13.4 3v3.8H9.6M8 11.2v.1",
    fill: "M8 9.6a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2Z",
  },
  cancelled: { stroke: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM3.8 3.8l8.4 8.4" },
};

/** What a task has while no run is laid over it. */
export const taskIcon: Icon = { stroke: "M3.5 4.5h9v7h-9Z" };
export const criticalIcon: Icon = { fill: "M8 1.5 14.5 8 8 14.5 1.5 8Z" };
export const errorIcon: Icon = { fill: DISC, cut: "M8 4v5M8 11.4v.2" };
export const warningIcon: Icon = { fill: "M8 1.5 15.2 14.5H.8Z", cut: "M8 6v4M8 12v.2" };
export const hintIcon: Icon = { stroke: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM8 7.4V11M8 5v.2" };

export const toolIcons = {
  search: { stroke: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.4 10.4 14 14" },
  fit: { stroke: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" },
  zoomIn: { stroke: "M8 3v10M3 8h10" },
  zoomOut: { stroke: "M3 8h10" },
  follow: { stroke: "M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM8 1v3.5M8 11.500V15M1 8h3.500M11.5 8H15" },
  text: { stroke: "M2.5 4h11M2.5 8h11M2.5 12h7" },
  legend: {
    stroke: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM6.2 6.4c.2-2.4 3.8-2.2 3.6 0C9.7 7.6 8 7.6 8 9.200M8 11.400v.2",
  },
  code: { stroke: "M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4" },
  job: { stroke: "M3.5 1.500h6l3 3v10h-9ZM9.5 1.500v3h3M5.5 8h5M5.5 11h5" },
  image: { stroke: "M2 3h12v10H2ZM2 11l3.5-4 3 3L10.5 8l3.5 3.5" },
  diagram: { stroke: "M1.5 6h4v4h-4ZM10.5 2h4v4h-4ZM10.5 10h4v4h-4ZM5.5 8h2.500M10.5 4H8v8h2.5" },
  copy: { stroke: "M5.5 5.500h8v8h-8ZM10.5 5.500v-3h-8v8h3" },
  close: { stroke: "M4 4l8 8M12 4l-8 8" },
} satisfies Readonly<Record<string, Icon>>;
