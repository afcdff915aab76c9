import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { holdDataFolder, isThere } from './data-folder.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

it('a data folder is held by one, and can be again when it is let go', () => {
  const folder = makeFolder()
  const held = holdDataFolder(folder)
  const inUse = `${folder} is in use by process ${process.pid}; stop it, or set METERHOUSE_DATA`
  expect(() => holdDataFolder(folder)).toThrow(inUse)
  held.release()
  holdDataFolder(folder).release()
})

it('a data folder that cannot be held is not said to be in use', () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'lock.sqlite'), 'no database, '.repeat(100))
  expect(() => holdDataFolder(folder)).toThrow(
    `${folder}/lock.sqlite cannot be locked: file is not a database`,
  )
})

it('a lock that cannot be opened is named', () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'lock.sqlite'))
  expect(() => holdDataFolder(folder)).toThrow(
    `${folder}/lock.sqlite cannot be locked: unable to open database file`,
  )
})

it('a path that nobody can follow is not said to be missing', () => {
  const folder = makeFolder()
  const [loop, file] = [join(folder, 'loop'), join(folder, 'file')]
  symlinkSync(loop, loop)
  writeFileSync(file, '')
  expect([folder, file, join(folder, 'none'), join(file, 'below')].map(isThere)).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(() => isThere(join(loop, 'below'))).toThrow(
    `ELOOP: too many symbolic links encountered, stat '${loop}/below'`,
  )
})
