# ruff: noqa: E501 -- one sentence in two languages reads best side by side
"""The sentences of engine errors, by code: (Chinese, English). Each says what to do."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # reading a file
    "file-too-large": ("流程文件超过 {limit} MB，请拆分后再导入。", "The process file is larger than {limit} MB; split it."),
    "not-xml": ("文件不是有效的 XML：{reason}。请检查文件是否完整。", "The file is not valid XML: {reason}. Check that it is complete."),
    "entities-not-allowed": (
        "文件含有 DTD 或实体声明，出于安全不予读取。请删除 DOCTYPE 后再导入。",
        "The file declares a DTD or entities, which is not read for safety. Remove the DOCTYPE.",
    ),
    "too-many-elements": ("文件的元素超过 {limit} 个，请拆分流程。", "The file has more than {limit} elements; split the process."),
    "too-many-nodes": ("流程的节点超过 {limit} 个，请拆分流程。", "The process has more than {limit} nodes; split it."),
    "nested-too-deeply": ("子流程嵌套超过 {limit} 层，请简化。", "Sub-processes are nested more than {limit} deep; simplify."),
    "not-dmn": (
        "这不是 DMN 文件（根元素是“{found}”），请选择从 DMN 工具导出的文件。",
        "This is not a DMN file (its root is “{found}”); choose a file exported from a DMN tool.",
    ),
    "logic-too-deep": ("决策的逻辑嵌套超过 {limit} 层，请拆成几个决策。", "The logic of a decision is nested more than {limit} deep; split it into several decisions."),
    "not-bpmn": (
        "文件的根元素是 {found}，不是 BPMN 的 definitions。请导入 BPMN 2.0 文件。",
        "The root element is {found}, not the definitions of BPMN. Use a BPMN 2.0 file.",
    ),
    "no-process": ("文件里没有流程（process）。请导入含有流程的 BPMN 文件。", "The file holds no process. Use a BPMN file with one."),
    "no-start": (
        "流程“{process}”没有开始事件，也没有可以作为起点的节点。请添加开始事件。",
        "The process “{process}” has no start event and no activity to begin with. Add a start event.",
    ),
    "several-starts": (
        "流程“{process}”有多个普通开始事件，请只保留一个。",
        "The process “{process}” has several plain start events; keep one.",
    ),
    "cancel-outside-transaction": (
        "取消事件“{event}”不在事务子流程上。请把它放进事务，或改用错误事件。",
        "The cancel event “{event}” belongs to no transaction; move it into one or use an error event.",
    ),
    "unknown-reference": (
        "事件“{event}”引用的 {reference} 不在文件里。请改为文件里定义的消息、信号或升级。",
        "The event “{event}” refers to {reference}, which is not in the file; name a message, signal or escalation of it.",
    ),
    "timer-without-time": (
        "定时事件“{event}”没有写时间。请填写日期、时长或周期。",
        "The timer event “{event}” says no time; give it a date, a duration or a cycle.",
    ),
    "event-without-condition": (
        "条件事件“{event}”没有写条件，永远不会发生。请填写条件。",
        "The conditional event “{event}” says no condition and could never happen; write one.",
    ),
    "event-without-name": (
        "事件“{event}”没有引用消息、信号、错误或升级。请选择一个。",
        "The event “{event}” refers to no message, signal, error or escalation; choose one.",
    ),
    "event-without-trigger": (
        "事件“{event}”没有事件类型，永远不会发生。请选择类型，例如定时或消息。",
        "The event “{event}” has no kind and could never happen; choose one, for example timer or message.",
    ),
    "start-inside-with-event": (
        "子流程由连线进入，它里面的开始事件“{event}”不能等待别的事件。请改为普通开始事件，或改为事件子流程。",
        "A sub-process begins when a flow leads to it, so its start event “{event}” cannot wait for something else; make it a plain start, or an event sub-process.",
    ),
    "handler-in-flow": (
        "补偿活动“{activity}”不能有连线进入，它只在补偿时执行。请删除进入的连线，或去掉补偿标记。",
        "The compensation activity “{activity}” runs only to undo, so no flow may lead to it; remove the flow or the mark.",
    ),
    "undone-elsewhere": (
        "补偿事件“{event}”要撤销的 {activity} 不在同一层。请改为同一层的活动。",
        "The compensation event “{event}” is to undo {activity}, which is not on its level; name an activity of the same level.",
    ),
    "undone-twice": (
        "活动“{activity}”有多个补偿处理，只会执行一个。请只保留一个。",
        "The activity “{activity}” is undone in several ways, of which only one would run; keep one.",
    ),
    "event-subprocess-in-flow": (
        "事件子流程“{activity}”不能有连线，它由事件启动。请删除连线，或改为普通子流程。",
        "The event sub-process “{activity}” begins by its event, so no flow may lead to it or away; remove the flows, or make it a plain sub-process.",
    ),
    "event-subprocess-without-event": (
        "事件子流程“{activity}”的开始事件没有事件类型，永远不会启动。请选择类型，例如消息或错误。",
        "The start event of the event sub-process “{activity}” has no kind, so it could never begin; choose one, for example message or error.",
    ),
    "caught-twice": (
        "事件“{event}”与同一位置的另一个事件等待的相同，只有一个会发生。请删除一个，或改为不同的错误、升级或信号。",
        "The event “{event}” waits for the same as another in that place, and only one would happen; remove one, or give it another error, escalation or signal.",
    ),
    "event-out-of-place": (
        "事件“{event}”的类型在这个位置永远不会发生。请更换类型，或放到活动的边框上。",
        "The kind of the event “{event}” never happens in its place; choose another, or attach it to the border of an activity.",
    ),
    "border-in-flow": (
        "边界事件“{event}”不能有连线进入。请把连线接到活动上。",
        "No flow may lead to the boundary event “{event}”; let it lead to an activity.",
    ),
    "handler-by-flow": (
        "补偿事件“{event}”用连线接着补偿活动，应改用关联（虚线）。",
        "A flow leads from the compensation event “{event}”; join it to its compensation activity by an association instead.",
    ),
    "flow-behind-end": (
        "结束事件“{event}”后面还有连线，永远不会经过。请删除连线，或改为中间事件。",
        "A flow leads away from the end event “{event}” and is never taken; remove it, or make the event an intermediate one.",
    ),
    "event-gateway-without-event": (
        "事件网关“{gateway}”后面没有事件，流程会停在这里。请添加接收事件。",
        "No event follows the event gateway “{gateway}”, so nothing would go on there; add catching events.",
    ),
    "event-gateway-with-one": (
        "事件网关“{gateway}”后面只有一个事件，没有选择。请再添加一个，或删除网关。",
        "Only one event follows the event gateway “{gateway}”; add another, or remove the gateway.",
    ),
    "event-gateway-entered": (
        "事件网关“{gateway}”后面的“{target}”还有别的连线进入。请只保留来自网关的连线。",
        "Another flow leads to “{target}” after the event gateway “{gateway}”; keep only the one from the gateway.",
    ),
    "event-gateway-to-task": (
        "事件网关“{gateway}”后面的“{target}”是接收任务。请改为消息接收事件。",
        "“{target}” after the event gateway “{gateway}” is a receive task; make it a message event.",
    ),
    "call-of-nothing": (
        "调用活动“{activity}”没有写要调用的流程。请选择一个流程。",
        "The call activity “{activity}” calls no process; choose one.",
    ),
    "task-without-work": (
        "任务“{activity}”没有写要执行的内容。请填写，例如类、表达式或主题。",
        "The task “{activity}” does not say what is done; write it, for example a class, an expression or a topic.",
    ),
    "field-missing": (
        "“{activity}”没有填写 {field}。请填写。",
        "“{activity}” does not say its {field}; write it.",
    ),
    "one-of-two": (
        "“{activity}”同时写了 {field} 和 {other}。请只保留一个。",
        "“{activity}” has both {field} and {other}; keep one.",
    ),
    "expression-open": (
        "“{activity}”的表达式 {expression} 缺少右花括号。请补上。",
        "The expression {expression} of “{activity}” lacks its closing brace; add it.",
    ),
    "expression-wanted": (
        "“{activity}”的 {field} 应为以“=”开头的表达式。请修改。",
        "{field} of “{activity}” must be an expression, which begins with “=”; correct it.",
    ),
    "outputs-of-loop": (
        "多实例活动“{activity}”不能有输出参数。请删除，或把活动放进子流程再设多实例。",
        "The multi-instance activity “{activity}” cannot have output parameters; remove them, or repeat a sub-process around it.",
    ),
    "parameters-elsewhere": (
        "“{activity}”不能有 {field}。请删除，或移到它前后的任务上。",
        "“{activity}” cannot have {field}; remove it, or move it to the task before or behind it.",
    ),
    "nameless": (
        "{reference} 没有名称或代码。请填写。",
        "{reference} has no name or code; give it one.",
    ),
    "named-twice": (
        "信号 {first} 和 {second} 的名称都是“{name}”。请改名，或只保留一个。",
        "The signals {first} and {second} are both named “{name}”; rename one, or keep one.",
    ),
    "name-computed": (
        "事件“{event}”等待的名称或代码不能是表达式。请改为固定的文字。",
        "The name or code for which the event “{event}” waits cannot be an expression; write a fixed text.",
    ),
    "same-caught-twice": (
        "事件“{event}”等待的消息或信号，同一位置已有别的事件在等待。请删除一个，或改为不同的消息或信号。",
        "Another event in the same place waits for the message or signal of “{event}”; remove one, or give it another.",
    ),
    "message-twice-on-border": (
        "边界事件“{event}”等待的消息，同一活动上已有别的边界事件在等待。请删除一个，或改为不同的消息。",
        "Another border event of the activity waits for the message of “{event}”; remove one, or give it another.",
    ),
    "escalation-for-all": (
        "升级事件“{event}”没有代码，会接收同一位置其他升级事件的所有代码。请填写代码，或删除其他升级事件。",
        "The escalation event “{event}” has no code and would take those of the others in its place; give it one, or remove the others.",
    ),
    "gateway-without-flow": (
        "网关“{gateway}”后面没有连线，流程会停在这里。请添加连线。",
        "No flow leads away from the gateway “{gateway}”; add one.",
    ),
    "lone-flow-with-condition": (
        "网关“{gateway}”后面只有一条连线，不能有条件。请删除条件，或再添加一条。",
        "The only flow after the gateway “{gateway}” has a condition; remove it, or add another flow.",
    ),
    "default-with-condition": (
        "网关“{gateway}”的默认连线 {flow} 不能有条件。请删除条件。",
        "The default flow {flow} of the gateway “{gateway}” has a condition; remove it.",
    ),
    "default-elsewhere": (
        "“{gateway}”的默认连线 {flow} 不是从它出发的。请选择从它出发的连线。",
        "The default flow {flow} of “{gateway}” does not leave it; choose one that does.",
    ),
    "flow-without-condition": (
        "网关“{gateway}”后面的连线 {flow} 没有条件，也不是默认连线。请填写条件，或设为默认连线。",
        "The flow {flow} after the gateway “{gateway}” has no condition and is not the default; write one, or make it the default.",
    ),
    "flows-without-condition": (
        "网关“{gateway}”后面的连线 {flow} 没有条件，也不是默认连线。请填写条件，或设为默认连线。",
        "The flow {flow} after the gateway “{gateway}” has no condition and is not the default; write one, or make it the default.",
    ),
    "condition-behind-activity": (
        "活动“{activity}”后面的连线不能有条件。请在活动后面加一个网关。",
        "A flow away from the activity “{activity}” has a condition; put a gateway behind the activity.",
    ),
    "sub-process-without-start": (
        "子流程“{activity}”没有开始事件。请添加。",
        "The sub-process “{activity}” has no start event; add one.",
    ),
    "event-sub-process-with-several": (
        "事件子流程“{activity}”只能有一个开始事件。请只保留一个。",
        "The event sub-process “{activity}” may have one start event only; keep one.",
    ),
    "begun-to-undo": (
        "事件子流程“{activity}”不能由补偿启动。请改用补偿边界事件。",
        "The event sub-process “{activity}” cannot begin by compensation; use a compensation event on the border.",
    ),
    "process-to-undo": (
        "事件子流程“{activity}”由补偿启动，只能放在子流程里，因为流程本身不会被撤销。请移动。",
        "The event sub-process “{activity}” begins by compensation and belongs into a sub-process, as nothing undoes a whole process; move it.",
    ),
    "ad-hoc-contents": (
        "临时子流程“{activity}”里没有活动，或者有开始、结束事件。请添加活动，并删除开始和结束事件。",
        "The ad-hoc sub-process “{activity}” is empty, or has a start or end event; add activities, and remove such events.",
    ),
    "several-kinds": (
        "事件“{event}”有多个事件类型。请只保留一个。",
        "The event “{event}” has several kinds; keep one.",
    ),
    "error-without-interruption": (
        "错误事件“{event}”总会中断，不能设为不中断。请改为中断。",
        "An error always interrupts, so the event “{event}” cannot go without; make it interrupting.",
    ),
    "cycle-that-ends": (
        "定时事件“{event}”只发生一次，不能写周期。请改为日期或时长。",
        "The timer event “{event}” happens once, so it cannot have a cycle; give it a date or a duration.",
    ),
    "escalation-of-task": (
        "升级边界事件“{event}”只能放在子流程或调用活动上。请移动。",
        "The escalation event “{event}” belongs on the border of a sub-process or call activity; move it.",
    ),
    "escalation-of-work": (
        "升级边界事件“{event}”只能放在子流程、调用活动或用户任务上。请移动。",
        "The escalation event “{event}” belongs on the border of a sub-process, call activity or user task; move it.",
    ),
    "handler-missing": (
        "补偿边界事件“{event}”没有连到补偿活动。请用关联（虚线）连接。",
        "The compensation event “{event}” leads to no compensation activity; join them by an association.",
    ),
    "handler-leads-on": (
        "补偿活动“{activity}”后面不能有连线，它只在补偿时执行。请删除连线，或去掉补偿标记。",
        "The compensation activity “{activity}” runs only to undo, so no flow may lead away from it; remove the flow or the mark.",
    ),
    "handler-with-border": (
        "补偿活动“{activity}”不能有边界事件。请删除。",
        "The compensation activity “{activity}” cannot have events on its border; remove them.",
    ),
    "nothing-to-undo": (
        "补偿事件“{event}”要撤销的“{activity}”没有补偿处理。请给它加上补偿边界事件。",
        "“{activity}”, which the compensation event “{event}” is to undo, cannot be undone; attach a compensation event to it.",
    ),
    "link-with-several-targets": (
        "链接“{event}”有多个接收事件，请只保留一个。",
        "The link “{event}” has several catching events; keep one.",
    ),
    "declared-data-missing": (
        "流程“{process}”声明的数据 {data} 没有值。请先给它赋值。",
        "The data {data} that the process “{process}” declares has no value; set it first.",
    ),
    "activity-data-missing": (
        "活动“{activity}”声明的数据 {data} 没有值。请先给它赋值。",
        "The data {data} that the activity “{activity}” declares has no value; set it first.",
    ),
    "event-not-connected": (
        "中间事件“{event}”没有连线进入，永远不会到达。请连接它或把它放到活动的边框上。",
        "No flow leads to the event “{event}”; connect it, or attach it to the border of an activity.",
    ),
    "calls-in-circle": (
        "流程“{process}”经由调用活动又调用了自己，请修改调用。",
        "The process “{process}” calls itself through call activities; correct the calls.",
    ),
    "unknown-element": (
        "流程中有不认识的元素 {kind}（{element}）。请换成标准的 BPMN 元素。",
        "The process has an unknown element {kind} ({element}). Replace it with a standard BPMN element.",
    ),
    "node-without-id": ("有一个 {kind}（{name}）没有 id，请补上。", "A {kind} ({name}) has no id; add one."),
    "wrong-quantity": (
        "节点 {element} 的 {attribute} 应为 1 到 {limit} 的整数，请修改。",
        "{attribute} of {element} must be a whole number from 1 to {limit}; correct it.",
    ),
    "duplicate-id": ("id“{id}”用了两次，请改成不同的 id。", "The id “{id}” is used twice; make ids unique."),
    "flow-without-end": (
        "连线 {flow} 指向不存在的节点“{reference}”。请把连线接到同一流程里的节点。",
        "The flow {flow} refers to “{reference}”, which is not a node of the same process. Connect it.",
    ),
    "boundary-without-activity": (
        "边界事件 {event} 没有附着在活动上，请把它放到活动的边框上。",
        "The boundary event {event} is not attached to an activity; attach it.",
    ),
    "link-without-target": (
        "链接事件“{event}”没有同名的接收事件，请添加。",
        "The link event “{event}” has no catching event of the same name; add it.",
    ),
    "event-gateway-target": (
        "事件网关“{gateway}”后面的“{target}”不是接收事件或接收任务，请更换。",
        "“{target}” after the event gateway “{gateway}” is no catching event or receive task; replace it.",
    ),
    "wrong-expression": (
        "“{flow}”的表达式无法理解：{reason}。请修改表达式。",
        "The expression at “{flow}” is not understood: {reason}. Correct it.",
    ),
    "wrong-value": (
        "“{element}”的 {attribute} 不能是“{value}”，请改成文档列出的值。",
        "{attribute} of “{element}” cannot be “{value}”; use one of the documented values.",
    ),
    # running
    "already-started": ("流程已经发起，不能重复发起。", "The instance has already been started."),
    "not-started": ("流程还没有发起，请先发起。", "The instance has not been started; start it first."),
    "instance-finished": ("流程已经结束，不能再处理。", "The instance has finished ({outcome}); nothing more can be done."),
    "instance-suspended": ("流程已挂起，请先恢复。", "The instance is suspended; resume it first."),
    "not-suspended": ("流程没有挂起，不需要恢复。", "The instance is not suspended; there is nothing to resume."),
    "start-unknown": ("没有名为“{event}”的开始事件，请选择流程里的开始事件。", "There is no start event “{event}”; choose one of the process."),
    "endless-loop": (
        "流程自动走了 {limit} 步仍没有停下，可能陷入死循环。请联系流程管理员，在循环里加入人工任务、定时器或退出条件。",
        "The process made {limit} automatic moves without waiting; it is probably an endless loop. Ask a process "
        "administrator to add a task, a timer or an exit condition to the loop.",
    ),
    "expression-failed": ("计算没有结果：{reason}。请修正流程或变量后重试。", "An expression has no value: {reason}. Correct the process or the variables, then retry."),
    "no-flow-chosen": (
        "“{activity}”之后没有一条连线的条件成立，也没有默认连线。请修改条件或设置默认连线。",
        "No outgoing flow of “{activity}” could be chosen and there is no default. Correct the conditions or add a default flow.",
    ),
    "condition-without-truth": (
        "连线“{flow}”的条件既不是真也不是假。请修正条件或变量后重试。",
        "The condition of the flow “{flow}” is neither true nor false. Correct it or the variables, then retry.",
    ),
    "ending-without-truth": (
        "“{activity}”的结束条件既不是真也不是假。请修正条件或变量后重试。",
        "The condition that ends “{activity}” is neither true nor false. Correct it or the variables, then retry.",
    ),
    "message-name-missing": (
        "“{event}”等待的消息没有名称：名称的表达式应得出文本。请修正后重试。",
        "The message that “{event}” awaits has no name: its expression must give a text. Correct it, then retry.",
    ),
    "message-key-missing": (
        "“{event}”等待的消息没有关联键：关联键应是文本或数字。请先给变量赋值，再重试。",
        "The message that “{event}” awaits has no key: it must be a text or a number. Set the variable, then retry.",
    ),
    "people-not-named": (
        "“{activity}”的办理人没有算出来：个人应是文本，多人或多组应是文本的列表。请先给变量赋值，再重试。",
        "Who handles “{activity}” cannot be told: one person is a text, several people or groups a list of texts. Set the variable, then retry.",
    ),
    "called-without-start": (
        "被调用的流程“{process}”没有普通开始事件。请加上一个，或调用别的流程。",
        "The called process “{process}” has no plain start event. Add one, or call another process.",
    ),
    "called-process-missing": (
        "调用的流程“{process}”找不到，请发布它或修改调用活动。",
        "The called process “{process}” was not found; publish it or correct the call activity.",
    ),
    "calls-too-deep": ("流程“{process}”的调用超过 {limit} 层，可能在循环调用。请修改。", "Calls of “{process}” are more than {limit} deep, probably a circle. Correct the calls."),
    "loop-collection-missing": (
        "多实例的集合“{collection}”不是列表，请先给它赋值。",
        "The collection “{collection}” of the multi-instance is no list; set it first.",
    ),
    "loop-count-wrong": ("多实例的次数“{value}”无效，请改成 0 到 10000 的整数。", "The number of instances “{value}” is not valid; use 0 to 10000."),
    "loop-without-count": ("多实例没有集合也没有次数，请设置其一。", "The multi-instance has neither a collection nor a cardinality; set one."),
    "decision-failed": ("决策“{decision}”没有结果：{reason}。请检查决策表。", "The decision “{decision}” has no result: {reason}. Check the table."),
    "service-failed": ("服务任务“{activity}”失败：{reason}。处理后请重试。", "The service task “{activity}” failed: {reason_en}. Retry when it is repaired."),
    "error-not-caught": ("错误“{code}”没有被处理，请在外层加上错误边界事件。", "The error “{code}” was not caught; add an error boundary event around it."),
    "escalation-not-caught": ("升级“{code}”没有被处理，请在外层加上升级边界事件。", "The escalation “{code}” was not caught; add an escalation boundary event around it."),
    "nobody-waits-for-message": ("没有节点在等待消息“{name}”。请核对名称。", "Nothing waits for the message “{name}”; check the name."),
    "timer-gone": ("定时器 {timer} 已经失效，不需要处理。", "The timer {timer} is gone; there is nothing to do."),
    "timer-is-limit": ("定时器 {timer} 是办理时限，请用时限命令处理。", "The timer {timer} is a time limit; use the command for time limits."),
    "request-gone": ("请求 {request} 已经失效，请刷新后再试。", "The request {request} is gone; reload and try again."),
    "token-gone": ("位置 {token} 已经不存在，请刷新后再试。", "The position {token} is gone; reload and try again."),
    "token-not-waiting": ("“{activity}”没有在等待，不能触发。", "“{activity}” is not waiting; it cannot be triggered."),
    "token-not-parked": ("位置 {token} 没有停在异常状态，不需要重试。", "The position {token} has no incident; there is nothing to retry."),
    # verbs
    "item-not-open": ("待办 {item} 已经处理或失效，请刷新列表。", "The item {item} is no longer open; reload the list."),
    "not-your-item": ("待办 {item} 不是分配给您的，请联系办理人。", "The item {item} is not yours; ask its handler."),
    "item-held": ("待办 {item} 正在等待他人（加签或委派）办理，请等其完成。", "The item {item} waits for others (signers or delegate); wait for them."),
    "verb-not-for-kind": ("这类待办（{kind}）不能做此操作，请直接答复。", "Items of the kind {kind} do not allow this; answer it instead."),
    "not-a-pool-item": ("待办 {item} 不是待领取的公共待办。", "The item {item} is not a pool item."),
    "already-claimed": ("待办 {item} 已被他人领取，请办理其他待办。", "The item {item} has been claimed by somebody else; take another."),
    "not-to-yourself": ("不能选择自己，请选择其他人。", "You cannot choose yourself; choose somebody else."),
    "already-signer": ("“{person}”已经是本节点的办理人，请选择其他人。", "“{person}” already handles this activity; choose somebody else."),
    "already-consulted": ("您已征询“{person}”，对方尚未回复，请等待回复或选择其他人。", "You asked “{person}” already and wait for the answer; choose somebody else."),
    "too-many-signers": ("一个节点最多 {limit} 人，请减少人数。", "One activity has at most {limit} signers; choose fewer."),
    "last-signer": ("不能减去最后一位办理人，请改用转办。", "The last signer cannot be removed; transfer the item."),
    "signer-not-open": ("要减签的待办 {item} 不在本节点的待办中，请刷新。", "The signer's item {item} is not open on this activity; reload."),
    "signer-not-waiting": ("“{person}”不在等待办理的名单里，请刷新。", "“{person}” is not among the waiting signers; reload."),
    "return-not-passed": ("流程没有经过“{target}”，不能退回到那里。请选择已经过的节点。", "The work never passed “{target}”; choose a passed activity to return to."),
    "return-not-before": ("“{target}”不在当前节点之前，不能退回到那里。请选择之前的节点。", "“{target}” does not lie before this activity; choose an earlier one."),
    "return-nothing-before": ("之前没有可以退回的节点，请退回给发起人。", "There is no activity before this one; return to the initiator."),
    "return-no-start": ("流程没有开始事件，不能退回给发起人。请选择已经过的节点。", "The process has no start event to return to; choose a passed activity."),
    "return-into-loop": ("“{target}”在多实例内部，不能退回到那里。请选择多实例之前的节点。", "“{target}” lies inside a multi-instance; choose an activity before it."),
    "return-out-of-call": ("“{target}”不在本子流程内，不能从被调用的流程退回到那里。", "“{target}” is not part of the called process; choose an activity inside it."),
    "only-initiator": ("只有发起人可以做此操作。", "Only the initiator can do this."),
    "take-back-too-late": ("后续已经有人处理，不能取回。请联系下一位办理人退回。", "Somebody has acted after you; ask the next handler to return it."),
    "jump-target-unknown": ("没有可以跳转到的节点“{target}”，请选择流程里的活动。", "There is no activity “{target}” to jump to; choose one of the process."),
    "jump-needs-token": ("流程有 {count} 个进行中的位置，请指明跳转哪一个。", "The instance has {count} live positions; say which one jumps."),
    "nobody-found": ("“{activity}”没有找到办理人。请修改组织或指派后重试。", "Nobody was found for “{activity}”. Correct the organisation or the assignment and retry."),
    "transfer-needs-person": ("“{activity}”超时转办没有指定接收人，请指定。", "The time limit of “{activity}” transfers the work but names nobody; name a person."),
    "route-without-steps": ("请至少添加一个有办理人的步骤。", "Add at least one step with a handler."),
    "route-too-long": ("自由流程最多 {limit} 步，请减少步骤。", "A free route has at most {limit} steps; use fewer."),
    "route-step-too-large": (
        "每个步骤最多 {limit} 人，请减少人数或分成多个步骤。",
        "A step has at most {limit} people; choose fewer or make several steps.",
    ),
    "route-kind-unknown": (
        "不支持办理方式“{kind}”，请选择会签、或签、依次或知会。",
        "There is no way “{kind}” to handle a step; use all, any, sequence or cc.",
    ),
    "not-a-free-process": ("当前不在自由流程中，不能追加步骤。", "This is not a free process; its route cannot be extended."),
    "free-without-task": ("自由流程“{activity}”里没有用户任务作为模板，请添加一个。", "The free sub-process “{activity}” has no user task as pattern; add one."),
    "not-an-ad-hoc": ("没有正在进行的特别子流程，不能启动活动。", "No ad-hoc sub-process is running in which activities could be started."),
    "webhook-without-address": ("“{element}”的 Webhook 没有写连接或地址，请补充。", "The webhook of “{element}” names neither a connection nor an address; add one."),
    "duration-unreadable": ("“{element}”的时长不能识别：{reason}", "A duration of “{element}” cannot be read: {reason}"),
    "attempts-unreadable": ("“{element}”的尝试次数“{value}”不正确，请填写 1 至 {limit}。", "“{element}” has {value} attempts; write a number from 1 to {limit}."),
    "nothing-to-answer": ("“{activity}”不是等待外部系统的环节，不能人工答复。", "“{activity}” does not wait for another system; there is nothing to answer."),
    "migration-finished": ("流程已经结束，不需要迁移。", "The instance has finished; there is nothing to migrate."),
    "migration-activity-gone": (
        "新版本没有“{activity}”，请指定对应的节点。",
        "The new version has no “{activity}”; map it to an activity.",
    ),
    "migration-other-type": (
        "“{activity}”在新版本里是另一种元素，请指定同类节点。",
        "“{activity}” is another kind of element in the new version; map it to one of its kind.",
    ),
    "migration-other-loop": (
        "“{activity}”在新版本里的多实例方式不同，请先办完它。",
        "“{activity}” repeats differently in the new version; finish it first.",
    ),
    "migration-other-place": (
        "“{activity}”在新版本里属于另一个子流程，请指定同一子流程里的节点。",
        "“{activity}” lies in another sub-process in the new version; map it to one in the same place.",
    ),
    "migration-other-flow": (
        "汇聚“{activity}”在新版本里的连线不同，请等汇聚完成后再迁移。",
        "The join “{activity}” has other flows in the new version; wait until it has joined.",
    ),
    "migration-compensation-gone": (
        "“{activity}”已完成且可补偿，新版本没有它，请在新版本里保留该节点。",
        "“{activity}” was done and can be compensated, but the new version has no such activity; keep it there.",
    ),
    "migration-undo-late": (
        "迁移之后流程又有了进展，不能撤销。如需改用其他版本，请重新发起迁移。",
        "The instance has moved on since its migration, so this cannot be undone; migrate it again instead.",
    ),
    "migration-not-possible": ("不能迁移到新版本：{reasons}", "The instance cannot be migrated: {reasons}"),
}  # fmt: skip
