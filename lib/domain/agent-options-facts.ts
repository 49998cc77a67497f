// Facts about osquery's flags: which may stand in the `options` of a configuration, of what type, which
// an agent only takes from its command line, since when, and which move an agent away or mute it.
import type { OptionFact } from '@/lib/wire/agent-options'
import type { JsonValue } from '@/lib/wire/settings'

const booleans = `
audit_allow_accept_socket_events audit_allow_apparmor_events audit_allow_config
audit_allow_failed_socket_events audit_allow_fim_events audit_allow_fork_process_events
audit_allow_kill_process_events audit_allow_null_accept_socket_events audit_allow_process_events
audit_allow_seccomp_events audit_allow_selinux_events audit_allow_sockets audit_allow_unix
audit_allow_user_events audit_debug audit_fim_debug audit_fim_show_accesses audit_force_reconfigure
audit_force_unconfigure audit_persist audit_show_accesses aws_debug aws_disable_imdsv1_fallback
aws_enable_proxy aws_enforce_fips aws_firehose_disable_log_status aws_kinesis_disable_log_status
aws_kinesis_random_partition_key decorations_top_level disable_audit disable_caching
disable_decorators disable_distributed disable_endpointsecurity disable_endpointsecurity_fim
disable_events disable_hash_cache disable_logging distributed_loginfo enable_bpf_events
enable_dns_lookup_events enable_file_events enable_foreign enable_keyboard_events
enable_mouse_events enable_ntfs_event_publisher enable_powershell_events_subscriber
enable_process_etw_events enable_syslog enable_windows_events_publisher
enable_windows_events_subscriber enable_yara_events enable_yara_string es_fim_enable_open_events
events_enforce_denylist events_optimize host_identifier_fallback keep_container_worker_open
log_numerics_as_numbers logger_event_type logger_kafka_compression_enabled logger_numerics
logger_secondary_status_only logger_snapshot_event_type logger_syslog_prepend_cee
logger_tls_compress ntfs_event_publisher_debug schedule_lognames tls_disable_status_log utc verbose
yara_malloc_trim yara_sigurl_authenticate
`
const integers = `
audit_backlog_limit audit_backlog_wait_time aws_firehose_period aws_imds_v2_request_attempts
aws_imds_v2_request_interval aws_kinesis_period aws_proxy_port aws_sts_timeout bpf_buffer_storage_size
bpf_perf_event_array_exp buffered_log_max distributed_denylist_duration distributed_interval
distributed_tls_max_attempts etw_kernel_trace_buffer_size etw_kernel_trace_flush_timer
etw_kernel_trace_maximum_buffers etw_kernel_trace_minimum_buffers etw_userspace_trace_buffer_size
events_expiry events_max hash_cache_max hash_delay logger_min_status logger_min_stderr
logger_status_sync logger_syslog_facility logger_tls_backoff_max logger_tls_max_linesize
logger_tls_max_lines logger_tls_period pack_refresh_interval read_max schedule_default_interval
schedule_epoch schedule_max_drift schedule_reload schedule_splay_percent schedule_timeout
syslog_events_expiry syslog_events_max syslog_rate_limit table_delay thrift_string_size_limit
usn_journal_reader_sleep value_max worker_threads yara_delay
`
const strings = `
augeas_lenses aws_access_key_id aws_firehose_endpoint aws_firehose_region aws_firehose_stream
aws_kinesis_endpoint aws_kinesis_region aws_kinesis_stream aws_profile_name aws_proxy_host
aws_proxy_password aws_proxy_scheme aws_proxy_username aws_region aws_secret_access_key
aws_session_token aws_sts_arn_role aws_sts_region aws_sts_session_name containerd_socket
disable_tables distributed_plugin distributed_tls_read_endpoint distributed_tls_write_endpoint
docker_socket enable_tables es_fim_mute_path_literal es_fim_mute_path_prefix
hardware_disabled_types host_identifier logger_kafka_acks logger_kafka_brokers
logger_kafka_compression logger_kafka_topic logger_tls_endpoint lxd_socket nullvalue pack_delimiter
specified_identifier syslog_pipe_path windows_event_channels
`
const commandLineBooleans = `
allow_unsafe carver_compression carver_disable_function config_check config_dump
config_enable_backup config_tls_etag D daemonize database_dump disable_carver disable_database
disable_enrollment disable_extensions disable_reenrollment disable_watchdog
enable_extensions_watchdog enable_watchdog_debug enroll_always ephemeral force install
logger_rotate logger_stderr tls_accept_gzip tls_dump tls_node_api tls_secret_always
tls_session_reuse uninstall
`
const commandLineIntegers = `
carver_block_size carver_expiry config_accelerated_refresh config_refresh config_tls_max_attempts
config_tls_refresh logger_rotate_max_files logger_rotate_size stderrthreshold
tls_enroll_max_attempts tls_enroll_max_interval tls_session_timeout watchdog_delay
watchdog_forced_shutdown_delay watchdog_latency_limit watchdog_level watchdog_memory_limit
watchdog_utilization_limit
`
const commandLineStrings = `
carver_continue_endpoint carver_start_endpoint config_path config_plugin config_tls_endpoint
database_path enroll_secret_env enroll_secret_path enroll_tls_endpoint extensions_autoload
extensions_default_index extensions_interval extensions_require extensions_socket
extensions_timeout flagfile logger_mode logger_path logger_plugin pidfile proxy_hostname
tls_client_cert tls_client_key tls_enroll_override tls_hostname tls_server_certs
`

/** The release that first took the option, where it is known to be 5.0 or later. */
const since = `
5.1.0 aws_firehose_endpoint aws_kinesis_endpoint
5.3.0 tls_disable_status_log
5.4.0 disable_endpointsecurity_fim es_fim_mute_path_literal es_fim_mute_path_prefix
5.5.1 distributed_denylist_duration
5.8.1 enable_process_etw_events etw_kernel_trace_buffer_size etw_kernel_trace_flush_timer
5.8.1 etw_kernel_trace_maximum_buffers etw_kernel_trace_minimum_buffers
5.8.1 etw_userspace_trace_buffer_size
5.10.2 aws_enforce_fips enable_watchdog_debug es_fim_enable_open_events
5.12.1 logger_tls_backoff_max
5.14.1 yara_sigurl_authenticate
`

/** Where an agent calls and what it sends its lines to. */
const movers = `
carver_continue_endpoint carver_start_endpoint config_plugin config_tls_endpoint
distributed_tls_read_endpoint distributed_tls_write_endpoint enroll_tls_endpoint
logger_plugin logger_tls_endpoint proxy_hostname tls_hostname
`

/** What leaves the agent silent, in whole or in part, and the value that does not. */
const muters = new Map<string, (value: JsonValue) => boolean>([
  ['disable_distributed', (value) => value === false],
  ['disable_decorators', (value) => value === false],
  ['disable_enrollment', (value) => value === false],
  ['disable_events', (value) => value === false],
  ['disable_logging', (value) => value === false],
  ['disable_tables', () => false],
  ['distributed_interval', (value) => Number(value) <= 3_600],
  ['distributed_plugin', (value) => value === 'tls'],
  ['enable_tables', () => false],
  ['logger_tls_period', (value) => Number(value) <= 3_600],
  ['tls_disable_status_log', (value) => value === false],
])

const words = (text: string) => text.trim().split(/\s+/)

const releases = new Map<string, string>(
  since
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [release = '', ...names] = words(line)
      return names.map((name) => [name, release] as const)
    }),
)

const moving = new Set(words(movers))

function effectOf(name: string): OptionFact['effect'] {
  if (moving.has(name)) return 'moves'
  return muters.has(name) ? 'mutes' : null
}

function factsOf(text: string, type: OptionFact['type'], command_line: boolean): OptionFact[] {
  return words(text).map((name) => ({
    name,
    type,
    command_line,
    since: releases.get(name) ?? null,
    effect: effectOf(name),
  }))
}

/** Every flag of osquery that is known, by name. */
export const optionFacts: ReadonlyMap<string, OptionFact> = new Map(
  [
    ...factsOf(booleans, 'boolean', false),
    ...factsOf(integers, 'integer', false),
    ...factsOf(strings, 'string', false),
    ...factsOf(commandLineBooleans, 'boolean', true),
    ...factsOf(commandLineIntegers, 'integer', true),
    ...factsOf(commandLineStrings, 'string', true),
  ]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((fact) => [fact.name, fact]),
)

/** Whether that value of a muting option leaves the agent talking. */
export function leavesTalking(name: string, value: JsonValue): boolean {
  return muters.get(name)?.(value) ?? true
}
