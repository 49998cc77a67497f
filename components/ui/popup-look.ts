// The shared look of everything that floats: menus, select and combobox lists, popovers.

export const popupLook =
  'max-h-(--available-height) max-w-(--available-width) overflow-y-auto overscroll-contain rounded-lg border border-line-strong bg-raised p-1 text-body text-fg shadow-pop outline-none transition-opacity duration-base data-ending-style:opacity-0 data-starting-style:opacity-0'

export const itemLook =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 outline-none data-disabled:text-fg-disabled data-highlighted:bg-hover data-highlighted:outline-1 data-highlighted:-outline-offset-1 data-highlighted:outline-line-strong pointer-coarse:min-h-11'

export const groupLook = 'px-2 pt-2 pb-1 text-meta font-medium text-fg-subtle'
