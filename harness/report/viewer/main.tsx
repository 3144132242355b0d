/** Starts the report: reads the model from the page and draws it. */
import { render } from 'preact'
import { App } from './app.tsx'
import { readModel } from './parts/read-model.ts'
import './theme.css'

const root = document.getElementById('app')
const model = readModel(document)

if (root && typeof model === 'string') {
  render(<main class="message">{model}</main>, root)
} else if (root && typeof model === 'object') {
  document.title = `${model.verdict}: ${model.scenario || model.title} (glassbox)`
  render(<App model={model} />, root)
}
