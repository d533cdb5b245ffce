/**
 * An element. Everything the sandbox shows comes in as text, never as HTML.
 *
 * @param {string} name tag, with classes after dots: `div.tile.new`
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | undefined | false)} children
 */
export function el(name, properties = {}, ...children) {
	const [tag, ...classes] = name.split('.');
	const element = document.createElement(tag);
	if (classes.length > 0) element.className = classes.join(' ');
	Object.assign(element, properties);
	element.append(...children.filter((child) => child !== undefined && child !== false));
	return element;
}

/** Shows these elements, or a soft line if there are none. */
export function fill(id, children, empty) {
	const nothing = empty ? [el('p.empty', {}, empty)] : [];
	document.getElementById(id).replaceChildren(...(children.length > 0 ? children : nothing));
}

/** 5184000 -> `60 d`, 5400 -> `1 h 30 min` */
export function duration(seconds) {
	const whole = Math.max(0, Math.round(seconds));
	const [days, hours, minutes] = [whole / 86_400, (whole % 86_400) / 3600, (whole % 3600) / 60].map(
		Math.floor,
	);
	if (days >= 10) return `${Math.round(whole / 86_400)} d`;
	if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
	if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
	return minutes > 0 ? `${minutes} min` : `${whole} s`;
}

/** How long ago, on the sandbox's clock. */
export function ago(time, now) {
	const seconds = (Date.parse(now) - Date.parse(time)) / 1000;
	return seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

/** Asks the sandbox for something or tells it to do something. */
export async function call(method, path, body) {
	const response = await fetch(`/_sandbox/${path}`, {
		method,
		...(body === undefined
			? {}
			: { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.error ?? `The sandbox answered ${response.status}`);
	return answer;
}
