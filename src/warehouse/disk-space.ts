import { statfs } from 'node:fs/promises'

/** The room on the disk that holds a folder. */
export interface DiskSpace {
  freeBytes: number
  totalBytes: number
}

export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** @throws Error where less is free. */
export function requireSpace({ freeBytes }: DiskSpace, neededBytes: number): void {
  if (freeBytes >= neededBytes) return
  throw new Error(`the disk is nearly full: ${freeBytes} bytes are left, ${neededBytes} are needed`)
}
