-- Drives Neovim as a person would and writes what it saw, as JSON, to $OUT. The setup is the user's own init.lua.
local seen = {}
local function diagnostics()
  local rows = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(rows, { line = d.lnum, from = d.col, to = d.end_col, code = d.code or vim.tbl_get(d, 'user_data', 'lsp', 'code'), severity = d.severity, source = d.source })
  end
  table.sort(rows, function(a, b) return a.line < b.line or (a.line == b.line and a.from < b.from) end)
  return rows
end
local function request(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 20000) or {}) do
    if answer.result then return answer.result end
  end
end
local function at(line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = character } }
end
local function wait(what, condition)
  if not vim.wait(30000, condition, 20) then error('it did not happen: ' .. what) end
end

local ok, fault = pcall(function()
  for _, name in ipairs({ 'web.container', 'redis.conf', 'web.container.d/10.conf', 'pgbouncer.ini', 'postgresql.conf' }) do
    vim.cmd('edit ' .. vim.fn.fnameescape(name))
    wait('problems of ' .. name, function() return #vim.diagnostic.get(0) > 0 end)
    seen[name] = diagnostics()
  end

  vim.cmd('edit web.container')
  local labels = {}
  local list = request('textDocument/completion', at(3, 2))
  for _, item in ipairs(list.items or list) do labels[item.label] = true end
  seen.completion = { CPUQuota = labels['CPUQuota='] or labels['CPUQuota'] or false, ContainerName = labels['ContainerName='] or labels['ContainerName'] or false }
  seen.hover = request('textDocument/hover', at(1, 2)).contents.value

  local problem = vim.diagnostic.get(0, { lnum = 2 })[1]
  local range = { start = { line = problem.lnum, character = problem.col }, ['end'] = { line = problem.end_lnum, character = problem.end_col } }
  local actions = request('textDocument/codeAction', {
    textDocument = vim.lsp.util.make_text_document_params(), range = range,
    context = { diagnostics = { { range = range, message = problem.message, code = problem.code, source = problem.source, severity = problem.severity } } },
  })
  seen.actions = vim.tbl_map(function(action) return action.title end, actions)
  for _, action in ipairs(actions) do
    if action.isPreferred then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
  end
  wait('the problem goes', function()
    return #vim.tbl_filter(function(row) return row.code == 'quadlet-unknown-key' end, diagnostics()) == 0
  end)
  seen.fixed = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end)
seen.fault = not ok and tostring(fault) or nil

local out = io.open(vim.env.OUT, 'w')
out:write(vim.fn.json_encode(seen))
out:close()
vim.cmd('qall!')
