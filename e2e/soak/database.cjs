// node database.cjs DATABASE, run by the Node that n8n brings, which has node:sqlite. Reads a command as JSON from standard
// input and prints what it gives as JSON: { read: { after, open } }, { sizes: true } or { fill: [...] }.
const { readFileSync } = require('node:fs');
const { DatabaseSync } = require('node:sqlite');

const MOST_ROWS = 1000;

/** Executions with an id above `after`, and those of `open`, oldest first. */
function read(database, { after, open }) {
	const numbers = open.map(Number).join(',');
	return database
		.prepare(
			`SELECT e.id, e.workflowId, e.status, d.data FROM execution_entity e
			LEFT JOIN execution_data d ON d.executionId = e.id
			WHERE e.id > ? OR e.id IN (${numbers}) ORDER BY e.id LIMIT ${MOST_ROWS}`,
		)
		.all(after);
}

/** What is kept beside the executions, in bytes. */
function sizes(database) {
	const one = (sql) => Object.values(database.prepare(sql).get())[0] ?? 0;
	return {
		staticData: one('SELECT SUM(LENGTH(staticData)) FROM workflow_entity'),
		credentials: one('SELECT SUM(LENGTH(data)) FROM credentials_entity'),
		processedRows: one('SELECT COUNT(*) FROM processed_data'),
		processedBytes: one('SELECT SUM(LENGTH(value)) FROM processed_data'),
		executions: database
			.prepare('SELECT id FROM execution_entity')
			.all()
			.map(({ id }) => id),
	};
}

/** Puts a node's deduplication keys into its workflow's static data and into n8n's store of processed items. */
function fill(database, nodes) {
	const processed = database.prepare(
		'INSERT OR REPLACE INTO processed_data (workflowId, context, value) VALUES (?, ?, ?)',
	);
	const kept = database.prepare('UPDATE workflow_entity SET staticData = ? WHERE id = ?');
	for (const { workflowId, nodeId, staticData, marks } of nodes) {
		processed.run(workflowId, `n:${nodeId}`, JSON.stringify({ mode: 'entries', data: marks }));
		kept.run(JSON.stringify(staticData), workflowId);
	}
	return nodes.length;
}

const command = JSON.parse(readFileSync(0, 'utf8'));
const database = new DatabaseSync(process.argv[2], { readOnly: command.fill === undefined });
database.exec('PRAGMA busy_timeout = 20000');
const answer = command.read
	? read(database, command.read)
	: command.fill
		? fill(database, command.fill)
		: sizes(database);
process.stdout.write(JSON.stringify(answer));
