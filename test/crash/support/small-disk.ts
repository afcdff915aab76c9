import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'

const DISK_MIB = 32
const BLOCK_BYTES = 4096

/** A disk for data that can be full, and not full any more. */
export interface SmallDisk {
  /** Where it is, as a process sees it that is started with `launcher`. */
  readonly folder: string
  /** A command that runs another one where the disk is; empty where it is everywhere. */
  readonly launcher: readonly string[]
  /** Leaves about this many bytes for whoever still wants to write. */
  fill(bytesLeft: number): void
  /** Makes room again. */
  free(): void
  remove(): void
}

/**
 * Makes a small disk in one of the ways that work here: a file system in memory, mounted with the rights of root or
 * in a namespace of its own, or a disk image on macOS. @throws Error where none does.
 */
export async function openSmallDisk(): Promise<SmallDisk> {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-disk-`)
  const failures: string[] = []
  for (const mount of [mountAsRoot, mountWithSudo, mountInNamespace, attachImage]) {
    try {
      const { seenAt = folder, launcher = [], unmount } = await mount(folder)
      const remove = () => {
        unmount()
        rmSync(folder, { recursive: true, force: true })
      }
      return { folder, launcher, ...filler(`${seenAt}/filler`), remove }
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(`no small disk can be made here: ${failures.join('; ')}`)
}

interface Mounted {
  unmount: () => void
  /** The folder as this process sees it, where that differs. */
  seenAt?: string
  launcher?: string[]
}

const MEMORY_DISK = ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs']

function mountAsRoot(folder: string): Mounted {
  call('mount', [...MEMORY_DISK, folder])
  // Lazily: the engine may be about to let go of a file.
  return { unmount: () => call('umount', ['--lazy', folder]) }
}

function mountWithSudo(folder: string): Mounted {
  call('sudo', ['-n', 'mount', ...MEMORY_DISK, folder])
  return { unmount: () => call('sudo', ['-n', 'umount', '--lazy', folder]) }
}

/** Needs no rights where users may make namespaces. A process that only waits keeps the namespace. */
async function mountInNamespace(folder: string): Promise<Mounted> {
  const script = `mount ${MEMORY_DISK.join(' ')} "$1" && echo mounted && exec sleep infinity`
  const holder = spawn(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', folder],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const end = () => void holder.kill('SIGKILL')
  process.once('exit', end)
  const mounted = once(holder.stdout, 'data').then(() => true)
  const failed = Promise.race([once(holder, 'close'), once(holder, 'error')]).then(() => false)
  if (!(await Promise.race([mounted, failed.catch(() => false)]))) throw new Error('unshare failed')
  return {
    seenAt: `/proc/${holder.pid}/root${folder}`,
    launcher: ['nsenter', '--target', String(holder.pid), '--user', '--mount', '--preserve-credentials'],
    unmount: end,
  }
}

function attachImage(folder: string): Mounted {
  const image = `${folder}.dmg`
  call('hdiutil', ['create', '-size', `${DISK_MIB}m`, '-fs', 'HFS+', '-volname', 'meterhouse', image])
  call('hdiutil', ['attach', image, '-mountpoint', folder, '-nobrowse'])
  return {
    unmount() {
      call('hdiutil', ['detach', folder, '-force'])
      rmSync(image)
    },
  }
}

/** A file that takes the room of others. */
function filler(file: string): Pick<SmallDisk, 'fill' | 'free'> {
  return {
    fill(bytesLeft) {
      // Others write meanwhile, so how much room there is shows only when there is none.
      for (let bytes = 1024 * 1024; bytes >= BLOCK_BYTES;) {
        try {
          appendFileSync(file, Buffer.alloc(bytes))
        } catch {
          bytes /= 2
        }
      }
      truncateSync(file, Math.max(statSync(file).size - bytesLeft, 0))
    },
    free: () => rmSync(file, { force: true }),
  }
}

function call(command: string, parameters: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`)
}
