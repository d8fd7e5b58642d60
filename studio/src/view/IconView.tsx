import { memo } from "react";
import type { Icon } from "./icons.ts";

/** An icon in the colour of its text. It says nothing to a screen reader: whoever shows it has the words. */
export const IconView = memo(function IconView({ icon, className }: { icon: Icon; className?: string }) {
  return (
    <svg className={`icon ${className ?? ""}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {icon.fill !== undefined && <path className="icon-fill" d={icon.fill} />}
      {icon.stroke !== undefined && <path className="icon-stroke" d={icon.stroke} />}
      {icon.cut !== undefined && <path className="icon-cut" d={icon.cut} />}
    </svg>
  );
});
