// The process that runs one Node function, call after call. Nothing but Node's own library.
//
// A loader reads this text as the first frame from descriptor 3 and calls it with require, import, the socket and what it read too
// much. doc/functions.md describes the protocol. Standard output and error are the function's log.
(function (require, load, socket, rest) {
  'use strict';
  const fs = require('fs');
  const path = require('path');
  const util = require('util');
  const { pathToFileURL } = require('url');

  const SELF = 'aslant worker';
  const RESULT_MAX = 6291556;
  const root = process.env.LAMBDA_TASK_ROOT;
  let buffer = rest;
  let handler = null;
  let call = null; // the one under way
  let onEmptyLoop = null; // what to do when nothing is left to wait for

  class RuntimeError extends Error {
    constructor(name, message) {
      super(message);
      this.name = 'Runtime.' + name;
    }
  }

  function send(kind, text, then) {
    let body = Buffer.from(text);
    if (body.length > RESULT_MAX) {
      kind = 'E';
      body = Buffer.from(JSON.stringify({
        errorMessage: `Response payload size exceeded maximum allowed payload size (${RESULT_MAX} bytes).`,
        errorType: 'Function.ResponseSizeTooLarge',
      }));
    }
    let marked = 0;
    if (kind !== 'I' && call) {
      marked = process.stdout.write(`\0aslant end ${call.id}\0`) || !process.stdout.destroyed ? 1 : 0;
    }
    socket.write(Buffer.concat([Buffer.from(`${kind} ${marked} ${body.length}\n`), body]), then);
  }

  // Lambda takes anything for an error; what is none has its type for a name.
  function describe(error) {
    try {
      if (util.types.isNativeError(error) || (error && typeof error.stack === 'string' && error.name && error.message)) {
        const trace = error.stack.split('\n').filter((line) => !line.includes(SELF));
        return { errorType: error.name, errorMessage: error.message, trace };
      }
      return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
    } catch (_) {
      return {
        errorType: 'handled',
        errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its ' +
          'message, name, and stack',
        trace: [],
      };
    }
  }

  function idle() {
    call = null;
    onEmptyLoop = null;
    socket.ref();
    next();
  }

  function fail(error, then) {
    const what = describe(error);
    console.error('Invoke Error', '\t' + JSON.stringify(what));
    send('E', JSON.stringify(what), then || idle);
  }

  function succeed(result) {
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result);
    } catch (_) {
      return fail(new RuntimeError('MarshalError', 'Unable to stringify response body'));
    }
    send('R', text === undefined ? 'null' : text, idle);
  }

  // The three old ways to end a call, the callback, and the promise: whichever comes first counts.
  function endings(mine) {
    const once = (fn) => (...args) => {
      if (call === mine && !mine.ended) {
        mine.ended = true;
        fn(...args);
      }
    };
    const done = (error, result) => (error === undefined || error === null ? succeed(result) : fail(error));
    return {
      callback: once((error, result) => {
        if ((error === undefined || error === null) && mine.context.callbackWaitsForEmptyEventLoop) {
          onEmptyLoop = () => succeed(result);
        } else {
          done(error, result);
        }
      }),
      done: once(done),
      succeed: once((result) => done(null, result)),
      fail: once((error) => done(error === undefined || error === null ? 'handled' : error)),
    };
  }

  function contextOf(head) {
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: head.clientContext || undefined,
      identity: undefined,
      invokedFunctionArn: head.arn,
      awsRequestId: head.id,
      getRemainingTimeInMillis: () => Math.max(head.deadline - Date.now(), 0),
    };
  }

  function invoke(frame) {
    const cut = frame.indexOf(10);
    const head = JSON.parse(frame.toString('utf8', 0, cut));
    const mine = { id: head.id, ended: false, context: contextOf(head) };
    call = mine;
    const end = endings(mine);
    Object.assign(mine.context, { done: end.done, succeed: end.succeed, fail: end.fail });
    // A handler that ends without a word has answered null; what it waits for keeps the loop alive, our socket must not.
    onEmptyLoop = () => end.succeed(null);
    socket.unref();
    try {
      const result = handler(JSON.parse(frame.toString('utf8', cut + 1)), mine.context, end.callback);
      if (result && typeof result.then === 'function') {
        result.then(end.succeed, end.fail);
      }
    } catch (error) {
      end.fail(error);
    }
  }

  function next() {
    if (!handler || call) {
      return;
    }
    const cut = buffer.indexOf(10);
    const length = cut < 0 ? 0 : Number(buffer.toString('latin1', 0, cut));
    if (cut < 0 || buffer.length < cut + 1 + length) {
      return;
    }
    const frame = buffer.subarray(cut + 1, cut + 1 + length);
    buffer = buffer.subarray(cut + 1 + length);
    invoke(frame);
  }

  function exitAfter(error, status) {
    if (call && call.ended) {
      process.exit(status);
    }
    if (call) {
      call.ended = true;
    }
    fail(error, () => process.exit(status));
  }

  function patchLog() {
    const print = (level) => (...args) => {
      const text = util.format(...args);
      process.stdout.write(`${new Date().toISOString()}\t${call ? call.id : 'undefined'}\t${level}\t${text}\n`);
    };
    console.log = console.info = print('INFO');
    console.warn = print('WARN');
    console.error = print('ERROR');
    console.debug = print('DEBUG');
    console.trace = print('TRACE');
    process.stderr.write = process.stdout.write.bind(process.stdout);
    process.stdout.on('error', () => {});
  }

  function fileOf(module) {
    const base = path.resolve(root, module);
    return ['', '.js', '.mjs', '.cjs'].map((e) => base + e).find((f) => fs.existsSync(f) && fs.statSync(f).isFile()) || base;
  }

  async function loadModule(module, name) {
    const file = fileOf(module);
    try {
      return file.endsWith('.mjs') ? await load(pathToFileURL(file).href) : require(file);
    } catch (error) {
      if (error && error.code === 'ERR_REQUIRE_ESM') {
        return load(pathToFileURL(file).href);
      }
      if (error instanceof SyntaxError) {
        throw new RuntimeError('UserCodeSyntaxError', error.toString());
      }
      if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) {
        throw new RuntimeError('ImportModuleError', `Error: ${error.message}`);
      }
      throw error;
    }
  }

  async function loadHandler(name) {
    const base = path.basename(name);
    const dot = base.indexOf('.');
    if (dot <= 0) {
      throw new RuntimeError('MalformedHandlerName', 'Bad handler');
    }
    const module = path.join(path.dirname(name), base.slice(0, dot));
    const found = base.slice(dot + 1).split('.').reduce((o, key) => o && o[key], await loadModule(module, name));
    if (!found) {
      throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
    }
    if (typeof found !== 'function') {
      throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
    }
    return found;
  }

  function ownFiles() {
    return Object.keys(require.cache || {}).filter((f) => f.startsWith(root) && !f.includes('node_modules')).slice(0, 64);
  }

  patchLog();
  process.on('uncaughtException', (error) => {
    console.error('Uncaught Exception', '\t' + JSON.stringify(describe(error)));
    exitAfter(error, 129);
  });
  process.on('unhandledRejection', (reason) => {
    console.error('Unhandled Promise Rejection', '\t' + JSON.stringify(describe(reason)));
    exitAfter(new RuntimeError('UnhandledPromiseRejection', String(reason)), 128);
  });
  process.on('beforeExit', () => {
    const then = onEmptyLoop;
    onEmptyLoop = null;
    if (then) {
      socket.ref();
      then();
    }
  });
  socket.on('data', (data) => {
    buffer = buffer.length ? Buffer.concat([buffer, data]) : data;
    next();
  });
  socket.on('end', () => process.exit(0));
  loadHandler(process.env._HANDLER).then(
    (found) => {
      handler = found;
      send('I', JSON.stringify({ files: ownFiles() }));
      next();
    },
    (error) => {
      const what = describe(error);
      console.error('Uncaught Exception', '\t' + JSON.stringify(what));
      send('F', JSON.stringify(what), () => process.exit(1));
    }
  );
})
