import { visible } from "orchex/dag";
import type { Scene, SceneTask } from "../graph/scene.ts";
import type { Translate } from "../l10n.ts";
import { edgePath } from "../layout/edgePath.ts";
import { NODE_HEIGHT, type Layout, type Point } from "../layout/layout.ts";
import { durationText } from "../run/durationText.ts";
import { durationMs, type Job } from "../run/overlay.ts";
import { taskText } from "../run/taskText.ts";
import { criticalIcon, statusIcons, taskIcon, type Icon } from "../view/icons.ts";
import type { Palette } from "../view/palette.ts";

export interface Picture {
  readonly scene: Scene;
  readonly layout: Layout;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly critical: ReadonlySet<string>;
  readonly palette: Palette;
  readonly t: Translate;
}

const MARGIN = 32;
const LETTERS = { added: "A", changed: "M", removed: "D" } as const;

/** The graph as an SVG document that needs nothing else: no script, no font, no style sheet, no link. */
export function renderSvg(picture: Picture): string {
  const { scene, layout, palette, t } = picture;
  const width = Math.ceil(layout.width + 2 * MARGIN);
  const height = Math.ceil(layout.height + 2 * MARGIN);
  const title = text(t("DAG {0}", scene.dag));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${title}</title>`,
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="${palette.background}"/>`,
    `<g fill="none">`,
    ...edges(picture),
    `</g>`,
    ...[...layout.positions].flatMap(([name, position]) => {
      const task = scene.tasks.get(name);
      return task === undefined ? [] : [node(picture, task, position)];
    }),
    `</svg>`,
    ``,
  ].join("\n");
}

function edges({ scene, layout, critical, palette }: Picture): readonly string[] {
  const looks = {
    plain: `stroke="${palette.edge}" stroke-width="1.5"`,
    added: `stroke="${palette.added}" stroke-width="2"`,
    removed: `stroke="${palette.removed}" stroke-width="1.5" stroke-dasharray="2 4"`,
    cycle: `stroke="${palette.error}" stroke-width="2.5" stroke-dasharray="8 4"`,
    critical: `stroke="${palette.critical}" stroke-width="3"`,
  };
  return scene.edges.flatMap(({ from, to, kind }) => {
    const path = edgePath(layout, from, to);
    const look = kind === "plain" && critical.has(from) && critical.has(to) ? "critical" : kind;
    return path === "" ? [] : [`<path d="${path}" ${looks[look]}/>`];
  });
}

function node({ layout, jobs, critical, palette, t }: Picture, task: SceneTask, { x, y }: Point): string {
  const job = jobs.get(task.name);
  const duration = durationMs(job, 0);
  const onPath = critical.has(task.name);
  const colour = job === undefined ? palette.muted : palette[job.status];
  const time = duration === undefined || job?.status === "processing" ? "" : durationText(duration);
  const room = layout.nodeWidth - 48 - time.length * 6.5 - (task.mark === null ? 0 : 16) - (onPath ? 14 : 0);
  const facts = { name: task.name, job, mark: task.mark, problems: task.problems.length, critical: onPath };
  const right = layout.nodeWidth - 12;
  const markX = right - time.length * 6.5 - (time === "" ? 0 : 8);
  return [
    `<g transform="translate(${round(x)} ${round(y)})">`,
    `<title>${text(taskText(t, facts, 0))}</title>`,
    `<rect width="${layout.nodeWidth}" height="${NODE_HEIGHT}" rx="6" fill="${palette.surface}" stroke="${onPath ? palette.critical : palette.border}"${onPath ? ' stroke-width="2"' : ""}${task.mark === "removed" ? ' stroke-dasharray="4 3"' : ""}/>`,
    task.worst === null
      ? ""
      : `<path d="M8 ${NODE_HEIGHT - 1}h${layout.nodeWidth - 16}" stroke="${task.worst === "error" ? palette.error : palette.warning}" stroke-width="2" stroke-dasharray="3 2"/>`,
    `<g transform="translate(11 12)">${icon(job === undefined ? taskIcon : statusIcons[job.status], colour, palette.surface)}</g>`,
    `<text x="36" y="24.5" fill="${palette.foreground}">${text(shortened(task.name, room))}</text>`,
    time === ""
      ? ""
      : `<text x="${right}" y="24" text-anchor="end" font-size="11" fill="${palette.muted}">${time}</text>`,
    task.mark === null
      ? ""
      : `<text x="${round(markX)}" y="24" text-anchor="end" font-size="11" font-weight="700" fill="${palette[task.mark]}">${LETTERS[task.mark]}</text>`,
    onPath
      ? `<g transform="translate(${layout.nodeWidth - 6} -6) scale(0.75)">${icon(criticalIcon, palette.critical, palette.surface)}</g>`
      : "",
    `</g>`,
  ].join("");
}

function icon({ fill, stroke, cut }: Icon, colour: string, background: string): string {
  const line = (path: string, ink: string) =>
    `<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`;
  return [
    fill === undefined ? "" : `<path d="${fill}" fill="${colour}"/>`,
    stroke === undefined ? "" : line(stroke, colour),
    cut === undefined ? "" : line(cut, background),
  ].join("");
}

function shortened(name: string, room: number): string {
  const most = Math.max(3, Math.floor(room / 6.9));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

/** Also what XML forbids outright becomes readable: a task may have any name. */
function text(value: string): string {
  return visible(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const round = (value: number) => Math.round(value * 10) / 10;
