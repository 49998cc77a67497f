'use client'
// A menu of actions or of one choice. An action that may not be taken stays, with its reason.
import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import Link from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn'
import { Kbd } from './kbd'
import { groupLook, itemLook, popupLook } from './popup-look'

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom' | 'left' | 'right'
  className?: string
}

export function Menu({
  trigger,
  children,
  align = 'start',
  side = 'bottom',
  className,
}: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} className="z-menu">
          <Base.Popup className={cn(popupLook, 'min-w-48', className)}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type MenuItemProps = {
  children: ReactNode
  icon?: ReactNode
  keys?: string
  href?: string
  onSelect?: () => void
  danger?: boolean
  disabledReason?: string | undefined
}

export function MenuItem(props: MenuItemProps) {
  const { children, icon, keys, href, onSelect, danger, disabledReason } = props
  const body = (
    <>
      {icon}
      <span className="flex-1">
        {children}
        {disabledReason && <span className="block text-fg-subtle text-meta">{disabledReason}</span>}
      </span>
      {keys && <Kbd keys={keys} />}
    </>
  )
  const className = cn(itemLook, danger && 'text-bad-fg')
  if (href && !disabledReason) {
    return (
      <Base.LinkItem className={className} render={<Link href={href} />}>
        {body}
      </Base.LinkItem>
    )
  }
  return (
    <Base.Item
      className={className}
      disabled={Boolean(disabledReason)}
      {...(onSelect ? { onClick: onSelect } : {})}
    >
      {body}
    </Base.Item>
  )
}

type MenuChoiceProps<V extends string> = {
  label: string
  value: V
  onChange: (value: V) => void
  options: readonly { value: V; label: ReactNode; icon?: ReactNode }[]
}

/** One choice of several, as a labelled group of radio items. */
export function MenuChoice<V extends string>(props: MenuChoiceProps<V>) {
  const { label, value, onChange, options } = props
  return (
    <Base.Group>
      <Base.GroupLabel className={groupLook}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={itemLook}>
            {option.icon}
            <span className="flex-1">{option.label}</span>
            <Base.RadioItemIndicator>
              <Check aria-hidden />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

type MenuCheckProps = {
  children: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

/** A yes-or-no item; the menu stays open, so that several can be set. */
export function MenuCheck({ children, checked, onChange, disabled = false }: MenuCheckProps) {
  return (
    <Base.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
      disabled={disabled}
      className={itemLook}
    >
      <span className="flex w-4">
        <Base.CheckboxItemIndicator>
          <Check aria-hidden />
        </Base.CheckboxItemIndicator>
      </span>
      <span className="flex-1">{children}</span>
    </Base.CheckboxItem>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className={groupLook}>{children}</div>
}

export function MenuSeparator() {
  return <Base.Separator className="mx-2 my-1 h-px bg-line" />
}
