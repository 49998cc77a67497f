// How entries and groups of the palette are drawn.

export const entryLook =
  'flex min-h-9 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 data-[selected=true]:bg-selected pointer-coarse:min-h-11'
export const groupLook =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-subtle [&_[cmdk-group-heading]]:text-meta'
