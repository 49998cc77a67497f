// Devices and storage: disks, mounts, batteries, USB and PCI.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { between, uuid } from './random'
import type { TableSource } from './tables'

const gib = 1024 ** 3

export const hardwareTables: Record<string, TableSource> = {
  mounts: { lifetimeSeconds: 600, rows: mounts },
  disk_info: { rows: diskInfo },
  logical_drives: { lifetimeSeconds: 600, rows: logicalDrives },
  block_devices: { rows: blockDevices },
  disk_encryption: { rows: diskEncryption },
  bitlocker_info: { rows: bitlocker },
  usb_devices: { lifetimeSeconds: 3600, rows: usbDevices },
  pci_devices: { rows: pciDevices },
  battery: { lifetimeSeconds: 300, rows: battery },
  memory_devices: { rows: memoryDevices },
  memory_info: { lifetimeSeconds: 60, rows: memoryInfo },
  cpu_info: { rows: cpuInfo },
}

function diskGib(m: Machine): number {
  return [256, 512, 1024, 2048][between(m.random('disk'), 0, 3)] ?? 512
}

/** Fills up a little every ten minutes and starts over. */
function freeShare(m: Machine, now: number): number {
  const start = 0.2 + m.random('free')() * 0.6
  return start - (Math.floor(now / 600) % 500) * 0.0002
}

function mounts(m: Machine, now: number): Cells[] {
  const blocks = Math.floor((diskGib(m) * gib) / 4096)
  const mount = (device: string, path: string, type: string, share: number): Cells => {
    const size = Math.floor(blocks * share)
    const free = Math.floor(size * freeShare(m, now))
    return {
      device,
      device_alias: device,
      path,
      type,
      blocks_size: 4096,
      blocks: size,
      blocks_free: free,
      blocks_available: free,
      inodes: size,
      inodes_free: Math.floor(size * 0.97),
      flags: type === 'tmpfs' ? 'rw,nosuid,nodev' : 'rw,relatime',
    }
  }
  if (m.platform === 'darwin') {
    return [
      mount('/dev/disk3s1s1', '/', 'apfs', 1),
      mount('/dev/disk3s5', '/System/Volumes/Data', 'apfs', 1),
      mount('devfs', '/dev', 'devfs', 0.000001),
    ]
  }
  return [
    mount('/dev/sda2', '/', m.os.platform === 'rhel' ? 'xfs' : 'ext4', 0.95),
    mount('/dev/sda1', '/boot/efi', 'vfat', 0.002),
    mount('tmpfs', '/run', 'tmpfs', 0.01),
  ]
}

function diskInfo(m: Machine): Cells[] {
  const size = diskGib(m) * gib
  return [
    {
      partitions: 3,
      disk_index: 0,
      type: 'SCSI',
      id: '\\\\.\\PHYSICALDRIVE0',
      pnp_device_id: 'SCSI\\DISK&VEN_NVME&PROD_PM9A1',
      disk_size: size,
      manufacturer: '(Standard disk drives)',
      hardware_model: 'NVMe PM9A1 NVMe Samsung',
      name: '\\\\.\\PHYSICALDRIVE0',
      serial: `S6B${m.serial}`,
      description: 'Disk drive',
    },
  ]
}

function logicalDrives(m: Machine, now: number): Cells[] {
  const size = diskGib(m) * gib
  return [
    {
      device_id: 'C:',
      type: 'Unknown',
      description: 'Local Fixed Disk',
      free_space: Math.floor(size * freeShare(m, now)),
      size,
      file_system: 'NTFS',
      boot_partition: 1,
    },
  ]
}

function blockDevices(m: Machine): Cells[] {
  const names =
    m.platform === 'darwin'
      ? ['/dev/disk0', '/dev/disk0s2']
      : ['/dev/sda', '/dev/sda1', '/dev/sda2']
  return names.map((name, i) => ({
    name,
    parent: i === 0 ? '' : (names[0] ?? ''),
    vendor: m.platform === 'darwin' ? 'APPLE' : 'ATA',
    model: m.platform === 'darwin' ? 'APPLE SSD AP0512Z' : 'SAMSUNG MZ7L3480',
    size: Math.floor((diskGib(m) * gib) / 512 / (i + 1)),
    block_size: 512,
    uuid: uuid(m.key, name),
    type: i === 0 ? '' : 'ext4',
    label: '',
  }))
}

function diskEncryption(m: Machine): Cells[] {
  const on = m.random('encrypted')() < (m.platform === 'darwin' ? 0.95 : 0.5)
  const name = m.platform === 'darwin' ? '/dev/disk3s1' : '/dev/sda2'
  return [
    {
      name,
      uuid: uuid(m.key, name),
      encrypted: on ? 1 : 0,
      type: on ? (m.platform === 'darwin' ? 'APFS Encryption' : 'crypto_LUKS') : '',
      encryption_status: on ? 'encrypted' : 'not encrypted',
      uid: on ? String(m.user.uid) : '',
      user_uuid: on ? uuid(m.key, m.user.login).toUpperCase() : '',
      filevault_status: on ? 'on' : 'off',
    },
  ]
}

function bitlocker(m: Machine): Cells[] {
  const on = m.random('encrypted')() < 0.9
  return [
    {
      device_id: '\\\\?\\Volume{8b4f3b5e-0000-0000-0000-100000000000}\\',
      drive_letter: 'C:',
      persistent_volume_id: on ? uuid(m.key, 'volume') : '',
      conversion_status: on ? 1 : 0,
      protection_status: on ? 1 : 0,
      encryption_method: on ? 'XTS_AES_256' : 'None',
      version: on ? 2 : 0,
      percentage_encrypted: on ? 100 : 0,
      lock_status: 0,
    },
  ]
}

function usbDevices(m: Machine, now: number): Cells[] {
  const known: [string, string, string, string][] = [
    ['Logitech', '046d', 'USB Receiver', 'c52b'],
    ['Yubico', '1050', 'YubiKey OTP+FIDO+CCID', '0407'],
    ['SanDisk', '0781', 'Ultra Fit', '5583'],
    ['Realtek', '0bda', 'USB 10/100/1000 LAN', '8153'],
  ]
  return known.flatMap(([vendor, vendorId, model, modelId], i) => {
    const share = [0.8, 0.6, 0.1, 0.4][i] ?? 0
    const present = m.random('usb', i, i < 2 ? 0 : Math.floor(now / 3600))() < share
    if (!present) return []
    return [
      {
        usb_address: i + 2,
        usb_port: i + 1,
        vendor,
        vendor_id: vendorId,
        version: '0200',
        model,
        model_id: modelId,
        serial: i === 2 ? `4C53${m.serial}` : '',
        class: i === 2 ? '8' : '0',
        subclass: '0',
        protocol: '0',
        removable: 1,
      },
    ]
  })
}

function pciDevices(m: Machine): Cells[] {
  if (m.platform === 'darwin') return []
  const devices: [string, string, string][] = [
    ['00:02.0', 'VGA compatible controller', 'UHD Graphics'],
    ['00:1f.6', 'Ethernet controller', 'Ethernet Connection I219-LM'],
    ['01:00.0', 'Non-Volatile memory controller', 'NVMe SSD Controller'],
  ]
  return devices.map(([slot, kind, model]) => ({
    pci_slot: `0000:${slot}`,
    pci_class: kind,
    driver: '',
    vendor: 'Intel Corporation',
    vendor_id: '0x8086',
    model,
    model_id: '0x15fb',
  }))
}

function battery(m: Machine, now: number): Cells[] {
  if (m.platform === 'linux') return []
  const percent = 35 + Math.floor(m.random('battery', Math.floor(now / 300))() * 65)
  const cycles = between(m.random('cycles'), 12, 640)
  return [
    {
      manufacturer: m.platform === 'darwin' ? 'SMP' : 'LGC',
      serial_number: `F5D${m.serial}`,
      model: 'bq40z651',
      cycle_count: cycles,
      health: cycles > 600 ? 'Fair' : 'Good',
      condition: 'Normal',
      state: percent > 95 ? 'AC Power' : 'Battery Power',
      charging: 0,
      charged: percent > 99 ? 1 : 0,
      designed_capacity: 6075,
      max_capacity: 6075 - cycles * 2,
      current_capacity: Math.floor((6075 - cycles * 2) * (percent / 100)),
      percent_remaining: percent,
      amperage: -850,
      voltage: 12_150,
      minutes_until_empty: percent * 5,
      minutes_to_full_charge: -1,
    },
  ]
}

function memoryDevices(m: Machine): Cells[] {
  const size = m.memoryBytes / 1024 ** 2
  return [
    {
      handle: '0x1100',
      array_handle: '0x1000',
      form_factor: m.platform === 'darwin' ? 'SODIMM' : 'DIMM',
      size,
      device_locator: 'DIMM 0',
      memory_type: 'DDR5',
      max_speed: 4800,
      manufacturer: 'Micron Technology',
    },
  ]
}

function memoryInfo(m: Machine, now: number): Cells[] {
  const free = Math.floor(m.memoryBytes * (0.05 + m.random('memory', Math.floor(now / 60))() * 0.3))
  return [
    {
      memory_total: m.memoryBytes,
      memory_free: free,
      memory_available: free * 2,
      buffers: 268_435_456,
      cached: free,
      swap_cached: 0,
      active: m.memoryBytes - free * 2,
      inactive: free,
      swap_total: 2 * gib,
      swap_free: 2 * gib,
    },
  ]
}

function cpuInfo(m: Machine): Cells[] {
  return [
    {
      device_id: 'CPU0',
      model: m.cpu,
      manufacturer: m.platform === 'darwin' ? 'Apple' : 'GenuineIntel',
      processor_type: 'Central Processor',
      cpu_status: 1,
      number_of_cores: String(m.cores),
      logical_processors: m.cores,
      address_width: '64',
      current_clock_speed: 2400,
      max_clock_speed: 3200,
      socket_designation: 'CPU 1',
    },
  ]
}
