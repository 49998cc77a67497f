// Lines taken in each of the last sixty minutes, small enough for a row. The number stands beside it.
import { formatCount } from '@/lib/client/format'

const width = 72
const height = 20
const gap = 0.2

/** Sixty bars on one base line; a minute without a line stays empty. */
export function DeliveredSpark({ minutes }: { minutes: readonly number[] }) {
  const most = Math.max(1, ...minutes)
  const step = width / Math.max(minutes.length, 1)
  const sum = minutes.reduce((all, lines) => all + lines, 0)
  const words = `${formatCount(sum)} lines in the last ${minutes.length} min`
  return (
    <svg
      role="img"
      aria-label={words}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-5 w-18 shrink-0"
    >
      <title>{words}</title>
      <path d={`M0 ${height - 0.5} H${width}`} className="stroke-line-strong" strokeWidth={1} />
      {minutes.map((lines, at) => {
        const tall = (lines / most) * (height - 2)
        return (
          lines > 0 && (
            <rect
              // A bar is its minute.
              key={String(at)}
              x={at * step + gap / 2}
              y={height - Math.max(tall, 1.5)}
              width={step - gap}
              height={Math.max(tall, 1.5)}
              className="fill-accent"
            />
          )
        )
      })}
    </svg>
  )
}
