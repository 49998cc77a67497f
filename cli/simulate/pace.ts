// The five threads of an agent as loops over its steps: configuration, schedule, logger, live
// queries, carver. Waits are fixed, without jitter, as in the real agent; a closed lid holds all of them.
import type { Agent } from './agent'
import type { Clock } from './clock'

const idleSeconds = 5

/** Runs until the agent is stopped; rejects only on a defect of the simulator itself. */
export async function runAgent(agent: Agent, clock: Clock): Promise<void> {
  const outcome = await agent.refreshConfig()
  await Promise.all([
    configurationLoop(agent, clock, outcome === 'failed'),
    scheduleLoop(agent, clock),
    loggerLoop(agent, clock),
    liveLoop(agent, clock),
    carveLoop(agent, clock),
  ])
}

async function configurationLoop(agent: Agent, clock: Clock, failedFirst: boolean): Promise<void> {
  let failed = failedFirst
  const { config_refresh: usual, config_accelerated_refresh: accelerated } = agent.flags.values
  // Without a refresh interval the agent never asks again.
  while (usual > 0 && !agent.signal.aborted) {
    await clock.sleep((failed ? accelerated : usual) * 1000, agent.signal)
    await agent.lid.opened(agent.signal)
    if (agent.signal.aborted) return
    failed = (await agent.refreshConfig()) === 'failed'
  }
}

async function scheduleLoop(agent: Agent, clock: Clock): Promise<void> {
  let done = Math.floor(clock.now() / 1000)
  while (!agent.signal.aborted) {
    const next = agent.schedule.nextDue(done)
    const now = clock.now() / 1000
    await clock.sleep(Math.min(Math.max(0, next - now), idleSeconds) * 1000, agent.signal)
    await agent.lid.opened(agent.signal)
    if (agent.signal.aborted) return
    const reached = Math.floor(clock.now() / 1000)
    // A configuration may have arrived during the wait: look again before running.
    if (agent.schedule.nextDue(done) > reached) continue
    done = Math.max(agent.schedule.nextDue(done), reached - idleSeconds)
    agent.runSchedule(done)
  }
}

async function loggerLoop(agent: Agent, clock: Clock): Promise<void> {
  while (!agent.signal.aborted) {
    await clock.sleep(agent.logger.periodMs, agent.signal)
    await agent.lid.opened(agent.signal)
    if (!agent.signal.aborted) await agent.flushLogs()
  }
}

async function liveLoop(agent: Agent, clock: Clock): Promise<void> {
  while (!agent.signal.aborted) {
    await agent.distributedRound()
    await clock.sleep(agent.distributed.pauseSeconds * 1000, agent.signal)
    await agent.lid.opened(agent.signal)
  }
}

async function carveLoop(agent: Agent, clock: Clock): Promise<void> {
  while (!agent.signal.aborted) {
    await clock.sleep(agent.carver.scanSeconds * 1000, agent.signal)
    await agent.lid.opened(agent.signal)
    if (!agent.signal.aborted) await agent.carver.scan()
  }
}
