// The page that compares two campaigns: from the earlier to the later, however they were picked.

export function comparePath(one: number, other: number): string {
  return `/campaigns/compare?a=${Math.min(one, other)}&b=${Math.max(one, other)}`
}
