# ruff: noqa: E501 -- one reason in two languages reads best side by side
"""Why an expression, a script or a decision has no value, in Chinese: what `NotationError` says in English.

The notations raise plain English sentences, with what they are about inside; `{}` stands for that here and keeps its
place. A test reads every sentence that they may raise and asks for it here. What a script itself reports is quoted.
"""

from __future__ import annotations

import re
from functools import cache

MAXIMUM_REASON = 500
UNKNOWN_IN_XML = "Unregistered error message"

CHINESE: dict[str, str] = {
    # scripts
    "the values do not fit the script: NameError: name {} is not defined": "变量“{0}”没有定义",
    "the values do not fit the script: ReferenceError: {} is not defined": "变量“{0}”没有定义",
    "the values do not fit the script: TypeError: {}": "数据类型不符（{0}）",
    "the values do not fit the script: KeyError: {}": "数据里没有“{0}”",
    "the values do not fit the script: AttributeError: {}": "数据没有这个成员（{0}）",
    "the values do not fit the script: IndexError: {}": "位置超出了列表的范围（{0}）",
    "the values do not fit the script: ZeroDivisionError: {}": "除数为零",
    "the values do not fit the script: {}": "脚本报告错误（{0}）",
    "unsupported operand type(s) for {}: {} and {}": "{1} 与 {2} 不能做 {0} 运算",
    "cannot access local variable {} where it is not associated with a value": "变量“{0}”在赋值之前被使用",
    "Cannot read properties of {} (reading {})": "读取“{1}”时，对象是 {0}",
    "{} object has no attribute {}": "{0} 没有成员“{1}”",
    "{} object is not subscriptable": "{0} 不能取下标",
    "{} object is not callable": "{0} 不是函数",
    "{} object is not iterable": "{0} 不能逐项读取",
    "{} is not a function": "“{0}”不是函数",
    "{} is not iterable": "“{0}”不能逐项读取",
    "list index out of range": "列表没有这么多项",
    "division by zero": "除数为零",
    "the script reports an error": "脚本报告了一个错误",
    "the script is not understood at line {}: {}": "脚本第 {0} 行无法理解（{1}）",
    "the script is not understood or nested too deeply": "脚本无法理解，或嵌套太深",
    "the script is nested too deeply": "脚本嵌套太深",
    "the script leaves a loop where none is": "脚本在循环之外使用了跳出循环的语句",
    "the script puts off its work too often": "脚本推迟执行的操作太多",
    "the functions of the script call each other more than {} deep": "脚本里的函数互相调用超过 {0} 层",
    "the functions of the script call each other too deep": "脚本里的函数互相调用太深",
    "the classes of the script extend each other too often": "脚本里的类继承层次太多",
    "functions call each other more than {} deep": "函数互相调用超过 {0} 层",
    "functions that yield cannot be used in scripts here": "这里的脚本不支持生成器函数",
    "functions with decorators cannot be used in scripts here (line {})": "这里的脚本不支持带装饰器的函数（第 {0} 行）",
    "getters and setters cannot be used in scripts here": "这里的脚本不支持 getter 和 setter",
    "getters, setters, `async` and functions that yield cannot be used in scripts here": "这里的脚本不支持 getter、setter、async 和生成器函数",
    "promises cannot be used in scripts here": "这里的脚本不支持 Promise",
    "tagged templates cannot be used in scripts here": "这里的脚本不支持带标签的模板字符串",
    "sticky patterns are not known here": "不支持粘连（sticky）的正则表达式",
    "{} cannot be used in scripts here (line {})": "这里的脚本不能使用 {0}（第 {1} 行）",
    "{} cannot be used in scripts here": "这里的脚本不能使用 {0}",
    "a class can extend only another class of the script or a kind of errors here": "类只能继承脚本里的其他类或错误类型",
    "json.dumps: an option is not known here": "不支持 json.dumps 的这个选项",
    "that member cannot be set": "这个成员不能赋值",
    "the member {} cannot be set here": "成员“{0}”不能赋值",
    "the variable {} is not known here": "不认识变量“{0}”",
    "the member {} is not known here": "不认识成员“{0}”",
    "the method {} is not known here": "不认识方法“{0}”",
    ".{}(...): the value is null, which has no methods": "值为空，不能调用方法“{0}”",
    "the function {} is not known here": "不认识函数“{0}”",
    "the type {} is not known here": "不认识类型“{0}”",
    "the index is not a position or a name": "下标既不是位置也不是名称",
    "`{}` has no value here": "运算 {0} 在这里没有结果",
    ".{}(...): there is nothing to change, the value is null": "调用 {0} 时值为空，无法修改",
    ".{}(...): a number is too large": "调用 {0} 时数字太大",
    ".{}(...) has no value here: {}": "调用 {0} 没有结果（{1}）",
    "{}(...) has no value for these arguments: {}": "函数 {0} 对这些参数没有结果（{1}）",
    # expressions
    "the values do not fit the expression: {}": "数据与表达式不符（{0}）",
    "the expression does too much work; make it simpler": "计算量太大或没有尽头，已停止；请简化，并检查循环能否结束",
    "the expression is longer than {} characters": "表达式超过 {0} 个字符",
    "the timer's expression gives nothing": "定时器的表达式结果为空",
    "the correlation key has no value": "关联键没有值",
    "a value is missing": "缺少一个值",
    "there is no value": "没有值",
    "there is no further member": "没有下一项了",
    "there are too many combinations": "组合太多",
    "a step of 0 does not end": "步长为 0，没有尽头",
    "the character {} at {} is not understood": "第 {1} 个字符“{0}”无法理解",
    "a closing brace is missing": "缺少右大括号",
    "a text has no closing quote": "文字缺少右引号",
    "the text that begins at {} has no closing quote": "从第 {0} 个字符开始的文字缺少右引号",
    "a sum": "求和的写法无法理解",
    "{} at {} near {}": "第 {1} 个字符“{2}”附近有误（{0}）",
    # numbers
    "{} is no number": "“{0}”不是数字",
    "the number is too large": "数字太大",
    "the number is too large to be rounded": "数字太大，无法舍入",
    "the number has more digits; say how it is rounded": "数字的位数更多，请指明如何舍入",
    "the number of digits is too large": "位数太多",
    "the number of a character is not understood": "字符编码无法理解",
    "the number {} cannot be kept": "数字 {0} 无法保存",
    "the power is too large": "乘方的结果太大",
    "the rounding {} is not understood": "舍入方式“{0}”无法理解",
    "a fraction can be written with base 10 only": "小数只能用十进制书写",
    "the bound of a drawn number must be larger": "随机数的上限太小",
    "numbers in the form of a country are not known here": "不支持按国家格式书写的数字",
    "a whole number of more than 64 bits cannot be kept; keep it as text": "整数超过 64 位，请保存为文字",
    "{} and {} have no order": "“{0}”与“{1}”不能比较大小",
    "{} {} {} is too large": "{0} {1} {2} 的结果太大",
    "{} {} {} has no value": "{0} {1} {2} 没有结果",
    # texts and patterns
    "the text is too long": "文字太长",
    "the text is longer than {} characters": "文字超过 {0} 个字符",
    "the texts of the list are too long": "列表里的文字太长",
    "a text with a NUL or half a character cannot be kept": "文字里有无法保存的字符",
    "the place in the text is too wide": "文字的占位太宽",
    "the text has no place for these values: {}": "文字里没有放这些值的位置（{0}）",
    "the text has places that are not understood; join the texts with +": "文字里的占位无法理解，请用加号拼接",
    "the repetition is too long": "重复次数太多",
    "the result is too long": "结果太长",
    "the part goes beyond the end": "截取的范围超出了末尾",
    "only texts and lists have parts": "只有文字和列表可以截取",
    "a pattern has no closing slash": "正则表达式缺少结尾的斜杠",
    "the pattern that begins at {} has no closing slash": "从第 {0} 个字符开始的正则表达式缺少结尾的斜杠",
    "the pattern found nothing, or find() was not called": "正则表达式没有匹配，或没有先调用 find()",
    "the pattern has no group {}": "正则表达式没有分组“{0}”",
    "the pattern is longer than {} characters": "正则表达式超过 {0} 个字符",
    "the pattern is not understood: {} at {}": "正则表达式第 {1} 个字符处无法理解（{0}）",
    "the pattern repeats too often on this text; make it simpler": "正则表达式在这段文字上重复太多次，请简化",
    "the pattern tries too many ways on this text; make it simpler": "正则表达式在这段文字上尝试太多次，请简化",
    "the range {}-{} of the pattern runs backwards": "正则表达式的范围 {0}-{1} 前后颠倒",
    "the replacement refers to a group that is not understood": "替换内容引用了不存在的分组",
    "the set \\p{{}} of the pattern is not known here": "不认识正则表达式的字符类 {0}",
    # lists and stored values
    "the list is too long": "列表太长",
    "the list is too long to be compared": "列表太长，无法比较",
    "the lists are too long to be compared": "列表太长，无法比较",
    "the lists are nested too deeply": "列表嵌套太深",
    "a list is nested too deeply": "列表嵌套太深",
    "a list is nested too deeply to be written": "列表嵌套太深，无法写出",
    "the set is too large": "集合太大",
    "that is no collection": "它不是列表或集合",
    "the activities to begin are no list": "要启动的活动不是列表",
    "the place in the list is too far from its end": "列表的位置超出末尾太多",
    "{} has no members": "“{0}”没有成员",
    "{} is no function": "“{0}”不是函数",
    "{} is no {}": "“{0}”不是“{1}”",
    "a value holds itself": "值里包含了它自己",
    "a value holds itself or is nested too deeply to be kept": "值里包含了它自己，或嵌套太深，无法保存",
    "a value nested more than {} deep cannot be kept": "值的嵌套超过 {0} 层，无法保存",
    "the value is nested too deeply": "值嵌套太深",
    "the value is too large for that": "值太大，无法这样计算",
    "the value is too large to be kept; keep less of it": "值太大，无法保存，请只保存需要的部分",
    # dates
    "{} is no date": "“{0}”不是日期",
    "{} is no time of day": "“{0}”不是时刻",
    "{} is no time such as 09:30:00": "“{0}”不是 09:30:00 这样的时刻",
    "{} is no ISO 8601 date such as 2026-11-22T09:00:00+08:00": "“{0}”不是 2026-11-22T09:00:00+08:00 这样的日期",
    "{} is no working time such as PT8H or P2D": "“{0}”不是 PT8H、P2D 这样的工作时长",
    "{} is more than five years of working time": "“{0}”超过五年的工作时长",
    "{} is no ISO 8601 duration such as PT8H or P1D": "“{0}”不是 PT8H、P1D 这样的时长",
    "{} is no duration that can be used": "“{0}”不是可用的时长",
    "{} is no repetition such as R3/PT10M": "“{0}”不是 R3/PT10M 这样的循环",
    "{} names no interval; write for example R3/PT10M": "“{0}”没有写间隔，例如 R3/PT10M",
    "{} never comes due": "“{0}”永远不会到期",
    "{} does not have the form {}": "“{0}”不符合格式 {1}",
    "the date is out of range": "日期超出范围",
    "the duration is too long": "时长太长",
    "the moment lies before the year {}": "时间早于公元 {0} 年",
    "the moment lies beyond the year 9999": "时间超过了 9999 年",
    "the form of the date is not understood": "日期格式无法理解",
    "the form of the date is too long": "日期格式太长",
    "the letter {} of the form of the date is not understood": "日期格式里的字母“{0}”无法理解",
    "the field {} of the calendar is not understood": "日历的字段“{0}”无法理解",
    "there is no such date": "没有这样的日期",
    "what a calendar is set to is no date": "日历要设成的值不是日期",
    "a calendar is compared with what is no date": "与日历比较的值不是日期",
    "what is written by a pattern of dates is no date": "按日期格式书写的值不是日期",
    "the cron field {} is not understood": "cron 表达式的字段“{0}”无法理解",
    # paths, XML and JSON
    "the path {} has no value": "路径“{0}”没有值",
    "the path {} is not understood": "路径“{0}”无法理解",
    "the path does not lead to a {}": "路径指向的不是 {0}",
    "the path is longer than {} characters": "路径超过 {0} 个字符",
    "the path leads to nothing": "路径没有指向任何内容",
    "the path walks through too much; make it simpler": "路径遍历的内容太多，请简化",
    "the element has no attribute {}": "元素没有属性“{0}”",
    "the element has no child {}": "元素没有子元素“{0}”",
    "the value holds characters that XML does not have": "值里有 XML 不允许的字符",
    "{} is no XML that can be read": "“{0}”不是可读的 XML",
    "{} is no JSON that can be read": "“{0}”不是可读的 JSON",
    # files that are no XML: what libxml2 says
    "line {}, column {}: {}": "第 {0} 行第 {1} 列，{2}",
    "Document is empty": "文件是空的",
    "Start tag expected, '<' not found": "没有找到以“<”开头的内容",
    "Opening and ending tag mismatch: {} line {} and {}": "第 {1} 行的“{0}”还没有结束，却写了“{2}”的结束标签",
    "Premature end of data in tag {} line {}": "文件到此为止，而第 {1} 行的“{0}”还没有结束",
    "EndTag: '</' not found": "文件到此为止，还有标签没有结束",
    "Couldn't find end of Start Tag {} line {}": "第 {1} 行的“{0}”没有写完，缺少“>”",
    "Extra content at the end of the document": "文件在最外层的标签结束之后还有内容",
    "StartTag: invalid element name": "“<”后面不是标签名；文字里的“<”请写成 &lt;",
    "xmlParseEntityRef: no name": "单独的“&”请写成 &amp;",
    "EntityRef: expecting ';'": "“&”后面缺少“;”；单独的“&”请写成 &amp;",
    "Entity {} not defined": "没有定义“&{0};”",
    "AttValue: {} expected": "属性值要写在引号里",
    "Unescaped '<' not allowed in attributes values": "属性值里的“<”请写成 &lt;",
    "Specification mandates value for attribute {}": "属性“{0}”没有值",
    "Attribute {} redefined": "属性“{0}”写了两次",
    "attributes construct error": "属性之间要有空格",
    "Namespace prefix {} on {} is not defined": "“{1}”的命名空间前缀“{0}”没有声明",
    "Namespace prefix {} for {} on {} is not defined": "“{2}”的属性“{1}”的命名空间前缀“{0}”没有声明",
    "Unsupported encoding: {}": "不认识编码“{0}”",
    "Invalid bytes in character encoding": "内容与首行声明的编码不符",
    "PCDATA invalid Char value {}": "有 XML 不允许的字符（编号 {0}）",
    "XML declaration allowed only at the start of the document": "首行 <?xml …?> 之前不能有内容",
    "Comment not terminated": "注释没有结束",
    "CData section not finished": "CDATA 没有结束",
    "Sequence ']]>' not allowed in content": "文字里不能写“]]>”",
    "Double hyphen within comment: {}": "注释里不能写“--”",
    "Double hyphen within comment": "注释里不能写“--”",
    "Malformed declaration expecting version": "首行的 <?xml …?> 没有写 version",
    "xmlParseCharRef: invalid xmlChar value {}": "有 XML 不允许的字符（编号 {0}）",
    "expected '>'": "缺少“>”",
    "Excessive depth in document: {}, use XML_PARSE_HUGE option": "标签嵌套超过 {0} 层",
    "Excessive depth in document: {} use XML_PARSE_HUGE option": "标签嵌套超过 {0} 层",
    "Maximum number of attributes exceeded": "一个标签的属性太多",
    "Buffer size limit exceeded, try XML_PARSE_HUGE": "单个内容太长",
    "Resource limit exceeded": "文件太大或太复杂",
    "Name too long": "名称太长",
    "error parsing attribute name": "这里应是属性名或“>”",
    "expected '='": "属性名后面缺少“=”",
    "Blank needed here": "首行 <?xml …?> 的各部分之间要有空格",
    "parsing XML declaration: '?>' expected": "首行的 <?xml …?> 没有写完，缺少“?>”",
    "String not started expecting ' or \"": "首行 <?xml …?> 里的值要写在引号里",
    "String not closed expecting \" or '": "首行 <?xml …?> 里的引号没有成对",
    "standalone accepts only 'yes' or 'no'": "首行的 standalone 只能是 yes 或 no",
    "Invalid XML encoding name": "首行的 encoding 不是编码的名称",
    "Unsupported encoding": "不认识首行声明的编码",
    "Document labelled {} but has {} content": "首行声明编码 {0}，内容却是 {1}",
    "Input is not proper UTF-8, indicate encoding !": "内容不是 UTF-8，请在首行声明编码",
    "Incomplete UTF-8 sequence starting with {}": "文字在一个字符的中间断开",
    "CharRef: invalid decimal value": "“&#”后面要写十进制编号和“;”",
    "CharRef: invalid hexadecimal value": "“&#x”后面要写十六进制编号和“;”",
    "CharRef: invalid value": "“&#”后面要写字符的编号和“;”",
    "xmlParseCharRef: character reference out of bounds": "“&#”后面的编号太大",
    "invalid character in attribute value": "属性值里有 XML 不允许的字符",
    "Invalid character: Char {} out of allowed range": "有 XML 不允许的字符（编号 {0}）",
    "Char {} out of allowed range": "有 XML 不允许的字符（编号 {0}）",
    "xmlParseComment: invalid xmlChar value {}": "注释里有 XML 不允许的字符（编号 {0}）",
    "Comment must not contain '--' (double-hyphen)": "注释里不能写“--”",
    "xmlParsePI : no target name": "“<?”后面不是名称",
    "xmlParsePITarget: invalid name prefix 'xml'": "“<?”后面的名称不能以 xml 开头",
    "Invalid PI name": "“<?”后面的名称不能以 xml 开头",
    "ParsePI: PI {} space expected": "“<?{0}”后面缺少空格或“?>”",
    "ParsePI: PI {} never end ...": "“<?{0}”没有结束，缺少“?>”",
    "colons are forbidden from PI names {}": "“<?”后面的名称“{0}”里不能有冒号",
    "xmlParseEndTag: '</' not found": "文件到此为止，还有标签没有结束",
    "xmlParseStartTag: invalid element name": "“<”后面不是标签名；文字里的“<”请写成 &lt;",
    "Failed to parse QName {}": "名称“{0}”的冒号前后都要有文字，且只能有一个冒号",
    "Name {} is not XML Namespace compliant": "名称“{0}”的冒号写得不对",
    "Namespaced Attribute {} in {} redefined": "属性“{0}”在命名空间“{1}”里写了两次",
    "xmlns: {} is not a valid URI": "xmlns 声明的命名空间“{0}”不是有效的地址",
    "xmlns:{}: {} is not a valid URI": "前缀“{0}”声明的命名空间“{1}”不是有效的地址",
    "xmlns: URI {} is not absolute": "xmlns 声明的命名空间“{0}”不是完整的地址",
    "xmlns:{}: URI {} is not absolute": "前缀“{0}”声明的命名空间“{1}”不是完整的地址",
    "xmlns:{}: Empty XML namespace is not allowed": "前缀“{0}”声明的命名空间是空的",
    "xml namespace URI mapped to wrong prefix": "XML 自己的命名空间只能用前缀“xml”",
    "xml namespace URI cannot be the default namespace": "XML 自己的命名空间只能用前缀“xml”",
    "xml namespace prefix mapped to wrong URI": "前缀“xml”只能用于 XML 自己的命名空间",
    "redefinition of the xmlns prefix is forbidden": "不能声明名为“xmlns”的前缀",
    "reuse of the xmlns namespace name is forbidden": "不能声明 xmlns 自己的命名空间",
    UNKNOWN_IN_XML: "这里的写法不符合 XML 的规则",
    "the encoding {} is not known": "不认识编码“{0}”",
    'its first line says {}, which has no "{}"; write encoding="UTF-8" there': "首行声明的编码 {0} 不能表示“{1}”，请改为 UTF-8",
    # decisions
    "there is no such decision": "没有这个决策，请先发布",
    "the decision {} requires itself": "决策“{0}”依赖它自己",
    "decisions require each other more than {} deep": "决策互相依赖超过 {0} 层",
    "the decision does too much work; make it simpler": "决策的计算量太大，请简化",
    "the decision is nested too deeply": "决策嵌套太深",
    "the decision gives {} rows, and one is wanted": "决策命中了 {0} 行，而这里只要一行",
    "the row of the decision has several outputs, and one is wanted": "决策的行有多个输出，而这里只要一个",
    "the row has several outputs, and the task takes one": "决策的行有多个输出，而任务只取一个",
    "the rows have several outputs, and only one can be collected": "决策的行有多个输出，而只能汇总一个",
    "the rows {} hold and differ, which ANY does not allow": "第 {0} 行同时命中且结果不同，ANY 不允许",
    "the rows {} hold, and under UNIQUE only one may": "第 {0} 行同时命中，UNIQUE 只允许一行",
    "{} rows hold, and the task takes one": "命中了 {0} 行，而任务只取一行",
    "no row holds": "没有命中任何一行",
    "row {}: there is no variable {} to look at": "第 {0} 行要用的变量“{1}”不存在",
    "row {}: {}": "第 {0} 行：{1}",
    "input {} ({}): {}": "第 {0} 个输入（{1}）：{2}",
    "the aggregation {} is not known": "不认识汇总方式“{0}”",
    "mapDecisionResult cannot be {}": "mapDecisionResult 不能是“{0}”",
    "{} needs a table with one output": "{0} 要求决策表只有一个输出",
    "{} needs an output that lists its values in their order": "{0} 要求输出按顺序列出取值",
    "{} needs numbers, and the rows give {}": "{0} 要求数字，而命中的行给出 {1}",
    "{}: {}": "{0}：{1}",
}


def in_chinese(error: Exception) -> str:
    """Return why something has no value, for a Chinese sentence; what nobody foresaw is quoted as it stands."""
    told = getattr(error, "message_zh", None)
    return chinese(_short(error)) if told is None else str(told).rstrip("。")[:MAXIMUM_REASON]


def in_english(error: Exception) -> str:
    """Return why something has no value, for an English sentence."""
    return _short(error).rstrip(".")


def _short(error: Exception) -> str:
    """What it says may be as long as a script wants; looking for its sentence takes longer with every word."""
    return str(error)[:MAXIMUM_REASON]


def chinese(reason: str) -> str:
    """Return the Chinese of an English reason, and the reason itself when it is none of ours."""
    for pattern, sentence, goes_on in _patterns():
        found = pattern.fullmatch(reason)
        if found is not None:
            *parts, last = found.groups() or ("",)
            return sentence.format(*map(_bare, parts), chinese(last) if goes_on else _bare(last))
    return _bare(reason)


def is_known(reason: str) -> bool:
    """Whether an English reason has a Chinese sentence of its own."""
    return any(pattern.fullmatch(reason) for pattern, sentence, _ in _patterns() if sentence != CHINESE["{}: {}"])


def _bare(part: str) -> str:
    """A text without the quotes in which Python writes it."""
    return part[1:-1] if len(part) > 1 and part[0] in "'\"" and part[-1] == part[0] else part


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, bool]]:
    """The sentences, those with most words of their own first, and whether another reason ends them."""
    longest = sorted(CHINESE, key=lambda english: (english.startswith("{}"), -len(english.replace("{}", ""))))
    return [
        (
            re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL),
            CHINESE[english],
            english.endswith(": {}"),
        )
        for english in longest
    ]
