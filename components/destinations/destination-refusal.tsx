// What the server has against a destination: by its field where there is one, else in words at the foot.
import type { DestinationKind } from '@/lib/wire/destination-kinds'
import { kindFields } from './destination-fields'
import type { DestinationDraftState } from './use-destination-draft'

const isAbout = (name: string, path: string) =>
  name === path || name.startsWith(`${path}.`) || name.startsWith(`${path}[`)

/** What is said of a field, or of a part of it. */
export function reasonOf(
  { failure }: Pick<DestinationDraftState, 'failure'>,
  path: string,
): string | undefined {
  return failure?.errors.find(({ name }) => isAbout(name, path))?.reason
}

/** Paths that some field shows the reason of. */
function shownPaths(kind: DestinationKind): string[] {
  const { config, secrets } = kindFields[kind]
  return [
    ...['name', 'filter.packs'],
    ...config.filter(({ type }) => type !== 'switch').map(({ key }) => `config.${key}`),
    ...secrets.map(({ name }) => `secrets.${name}`),
  ]
}

export function Refusal({ state: { failure, draft } }: { state: DestinationDraftState }) {
  if (!failure) return null
  const shown = shownPaths(draft.kind)
  const rest = failure.errors.filter(({ name }) => !shown.some((path) => isAbout(name, path)))
  if (failure.errors.length > 0 && rest.length === 0)
    return (
      <p role="alert" className="text-bad-fg">
        It was not saved: see the fields above.
      </p>
    )
  return (
    <p role="alert" className="text-bad-fg">
      {rest.length > 0
        ? rest.map(({ name, reason }) => `${name} ${reason}`).join('; ')
        : failure.message}
    </p>
  )
}
