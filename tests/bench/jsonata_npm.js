// What the npm package jsonata does with the cases of bench_jsonata --cases: name, evaluations and parses a second, separated by tabs.
//     bench_jsonata --cases | node jsonata_npm.js [SECONDS]        the package is found by NODE_PATH
'use strict';
const jsonata = require('jsonata');
const seconds = Number(process.argv[2] || 0.3);
const now = () => Number(process.hrtime.bigint()) / 1e9;

async function evaluations(text, input) {
	const x = jsonata(text);
	let n = 0;

	for (let warm = now(); now() - warm < seconds / 3;)
		await x.evaluate(input);
	const start = now();
	do {
		for (let i = 0; i < 4; i++)
			await x.evaluate(input);
		n += 4;
	} while (now() - start < seconds);
	return n / (now() - start);
}

function parses(text) {
	let n = 0;

	for (let warm = now(); now() - warm < seconds / 3;)
		jsonata(text);
	const start = now();
	do {
		for (let i = 0; i < 16; i++)
			jsonata(text);
		n += 16;
	} while (now() - start < seconds);
	return n / (now() - start);
}

(async () => {
	const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter((line) => line);

	for (const line of lines) {
		const c = JSON.parse(line);

		console.log([c.name, (await evaluations(c.jsonata, c.input)).toFixed(0), parses(c.jsonata).toFixed(0)].join('\t'));
	}
})();
