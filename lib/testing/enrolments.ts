// The protocol document's enrolment fixture (F1), with whatever a test changes in it.

export type EnrolmentChanges = {
  uuid?: string
  instance_id?: string
  hardware_serial?: string
  hostname?: string
  platform?: string
  /** Laid over the body itself. */
  body?: Record<string, unknown>
}

function detailsOf(hostname: string, changes: EnrolmentChanges) {
  const uuid = changes.uuid ?? '11111111-1111-4111-8111-111111111111'
  return {
    os_version: {
      name: changes.platform ?? 'Ubuntu',
      version: '24.04',
      platform: 'ubuntu',
      platform_like: 'debian',
      arch: 'x86_64',
    },
    osquery_info: {
      version: '5.23.1',
      uuid,
      instance_id: changes.instance_id ?? 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      build_platform: 'linux',
      platform_mask: '9',
      config_valid: '0',
      config_hash: '',
    },
    system_info: {
      hostname,
      uuid,
      hardware_serial: changes.hardware_serial ?? 'S1',
      physical_memory: '8589934592',
    },
    platform_info: { vendor: 'X', version: '1' },
  }
}

/** The body of an enrolment with that secret. */
export function enrolment(secret: string, changes: EnrolmentChanges = {}): Record<string, unknown> {
  const hostname = changes.hostname ?? 'web-01'
  return {
    enroll_secret: secret,
    host_identifier: hostname,
    platform_type: '9',
    host_details: detailsOf(hostname, changes),
    ...changes.body,
  }
}
