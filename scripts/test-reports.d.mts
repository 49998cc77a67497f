export function readReport(path: string): object | undefined
export function failedUnits(report: object | undefined, root: string): string[]
export function storiesThat(verdict: string, report: object | undefined): string[]
