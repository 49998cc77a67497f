// Checks the direction of imports against import-law.mjs, type-only ones too, and refuses cycles.
// Parses with swc: dependency-cruiser has no parser that reads TypeScript 7 with JSX, sees no module
// and stays green; hence also the floor under how many modules must have been seen.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from '@swc/core'
import { browser, law, packageLaw, proofs } from './import-law.mjs'
import { root } from './stamps.mjs'

const roots = ['app', 'cli', 'components', 'e2e', 'lib', 'prisma', 'server.ts']
const endings = ['', '.ts', '.tsx', '.mjs', '.json', '.css', '/index.ts', '/page.tsx']
const isTest = (path) => /\.(test|spec)\.tsx?$|^lib\/testing\//.test(path)

/** Every TypeScript module of the repository, as paths from its root. */
function modulesBelow(base, path) {
  const stats = statSync(join(base, path), { throwIfNoEntry: false })
  if (!stats) return []
  if (stats.isFile()) return /\.tsx?$/.test(path) ? [path] : []
  return readdirSync(join(base, path)).flatMap((name) => modulesBelow(base, posix.join(path, name)))
}

function isFile(base, path) {
  return statSync(join(base, path), { throwIfNoEntry: false })?.isFile() ?? false
}

/** All import specifiers of a source, with whether they vanish before run time. */
function importsOf(source, path) {
  const ast = parseSync(source, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2022' })
  const found = []
  const note = (node, typeOnly) => {
    if (node?.type === 'StringLiteral') found.push({ specifier: node.value, typeOnly })
  }
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (node === null || typeof node !== 'object') return
    const { type, specifiers = [] } = node
    if (type === 'ImportDeclaration') {
      const named = specifiers.length > 0 && specifiers.every((one) => one.isTypeOnly)
      note(node.source, node.typeOnly || named)
    } else if (type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration') {
      note(node.source, Boolean(node.typeOnly))
    } else if (type === 'CallExpression' && node.callee.type === 'Import') {
      note(node.arguments[0]?.expression, false)
    } else if (type === 'TsImportType') note(node.argument, true)
    Object.values(node).forEach(visit)
  }
  visit(ast.body)
  return found
}

/** The path of ours that a specifier means; undefined for packages; null when it is not there. */
function resolve(base, from, specifier) {
  const ours = specifier.startsWith('@/') || specifier.startsWith('.')
  if (!ours) return undefined
  const path = specifier.startsWith('@/')
    ? specifier.slice(2)
    : posix.normalize(posix.join(dirname(from), specifier))
  return endings.map((ending) => path + ending).find((full) => isFile(base, full)) ?? null
}

function readGraph(base, paths) {
  return new Map(
    paths.map((path) => {
      const imports = importsOf(readFileSync(join(base, path), 'utf8'), path)
      return [path, imports.map((one) => ({ ...one, to: resolve(base, path, one.specifier) }))]
    }),
  )
}

const matches = (pattern, path) => new RegExp(`^(${pattern})`).test(path)

function breaches(path, { specifier, to }) {
  if (to === null)
    return specifier.includes('generated')
      ? []
      : [`${path} imports ${specifier}, which is not there`]
  if (isTest(path)) return []
  if (to === undefined) {
    return packageLaw
      .filter(({ packages }) => new RegExp(`^${packages}$`).test(specifier))
      .filter(({ only, never }) => (only ? !matches(only, path) : matches(never, path)))
      .filter(() => path !== 'next-env.d.ts')
      .map(() => `${path} may not import the package ${specifier}`)
  }
  if (isTest(to)) return matches(proofs, path) ? [] : [`${path} imports the test helper ${to}`]
  return law
    .filter(({ from }) => matches(from, path))
    .filter(({ from, to: allowed }) => ![from, ...allowed].some((one) => matches(one, to)))
    .map(({ stratum }) => `${path} may not import ${to} (${stratum})`)
}

/** The value imports of a module that lead to other modules of ours. */
const steps = (graph, path) =>
  (graph.get(path) ?? []).filter(({ to, typeOnly }) => to && !typeOnly).map(({ to }) => to)

/** The shortest chain of value imports from one module to any that `isEnd` accepts. */
function chain(graph, start, isEnd) {
  const cameFrom = new Map([[start, undefined]])
  for (const path of cameFrom.keys()) {
    for (const next of steps(graph, path)) {
      if (isEnd(next)) {
        const found = [next]
        for (let at = path; at !== undefined; at = cameFrom.get(at)) found.unshift(at)
        return found
      }
      if (!cameFrom.has(next)) cameFrom.set(next, path)
    }
  }
  return undefined
}

/** The modules seen and every breach of the law, in words. */
function checkImports(base = root) {
  const paths = roots.flatMap((path) => modulesBelow(base, path))
  const graph = readGraph(base, paths)
  const own = paths.filter((path) => !path.startsWith('lib/generated/'))
  const faults = own.flatMap((path) => graph.get(path).flatMap((one) => breaches(path, one)))
  const cycles = new Set()
  for (const path of own) {
    const circle = chain(graph, path, (next) => next === path)
    if (circle) cycles.add([...new Set(circle)].sort().join(', '))
    if (!matches(browser.from, path) || isTest(path)) continue
    const leak = chain(graph, path, (next) => matches(browser.unreachable, next))
    if (leak) faults.push(`browser code reaches the server: ${leak.join(' -> ')}`)
  }
  for (const cycle of cycles) faults.push(`these import each other in a circle: ${cycle}`)
  return { modules: own.length, imports: own.flatMap((path) => graph.get(path)).length, faults }
}

/** node scripts/imports.mjs [directory] [fewest modules]: prints faults, fails on any or on blindness. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , base = root, fewest = '60'] = process.argv
  const { modules, imports, faults } = checkImports(base)
  for (const fault of faults) console.error(fault)
  console.log(`${modules} modules, ${imports} imports, ${faults.length} faults`)
  const blind = modules < Number(fewest) || imports < modules
  if (blind) console.error('Too few modules or imports were seen: the check is blind')
  process.exit(faults.length > 0 || blind ? 1 : 0)
}
