// An independent tus 1.0 server, @tus/server of the tus project, with two things of the hub's contract around it: the
// mark on every answer, and uploads named by application id and sha256. Arguments: folder of node_modules, folder
// for the files. Prints its port.
import { createRequire } from 'node:module'
import http from 'node:http'
import path from 'node:path'

const [modules, files] = process.argv.slice(2)
const require = createRequire(path.join(modules, 'package.json'))
const { Server } = require('@tus/server')
const { FileStore } = require('@tus/file-store')

const PLACE = '/v1/uploads'
const tus = new Server({
  path: PLACE,
  datastore: new FileStore({ directory: files }),
  relativeLocation: true,
  lockDrainTimeout: 200,
  namingFunction: (_request, metadata) => `${metadata.application_id}-${metadata.sha256}`,
})
const server = http.createServer((request, response) => {
  response.setHeader('Tongban-Hub', '1')
  tus.handle(request, response)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
