// The time that tests give to conditions: as much as a busy machine may take, since it is the condition
// that decides. No measure of speed.
export const patient = { timeout: 20_000, interval: 20 }
