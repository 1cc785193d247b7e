"""What the demo group is made of: kinds of companies, departments, posts and ranks."""

from __future__ import annotations

from dataclasses import dataclass

GROUP_NAME = "江海省国贸控股集团有限公司"
GROUP_SHORT = "江海国贸"
HEADQUARTERS_NAME = "江海省国贸控股集团有限公司（总部）"


@dataclass(frozen=True)
class DepartmentKind:
    """A department: its code in its unit, name, the posts of its people, and how many of them it draws."""

    code: str
    name: str
    posts: tuple[str, ...]
    weight: int = 2


POSTS: tuple[tuple[str, str], ...] = (
    ("chairman", "董事长"),
    ("general-manager", "总经理"),
    ("deputy-general-manager", "副总经理"),
    ("group-finance-head", "集团财务总监"),
    ("finance-manager", "财务经理"),
    ("department-head", "部门负责人"),
    ("deputy-department-head", "部门副职"),
    ("accountant", "会计"),
    ("cashier", "出纳"),
    ("clerk", "业务员"),
    ("secretary", "文秘"),
    ("personnel-specialist", "人事专员"),
    ("party-affairs-officer", "党务专员"),
    ("legal-counsel", "法务专员"),
    ("risk-officer", "风控专员"),
    ("auditor", "审计专员"),
    ("discipline-inspector", "纪检专员"),
    ("investment-manager", "投资经理"),
    ("planner", "战略规划专员"),
    ("engineer", "信息工程师"),
    ("administrator", "平台管理员"),
    ("operations-specialist", "运营专员"),
    ("document-clerk", "单证员"),
    ("purchaser", "采购员"),
    ("warehouse-keeper", "仓储管理员"),
    ("driver", "驾驶员"),
    ("safety-officer", "安全专员"),
    ("customer-manager", "客户经理"),
    ("product-manager", "产品经理"),
    ("pharmacist", "执业药师"),
    ("quality-inspector", "质量管理员"),
    ("store-clerk", "门店营业员"),
)
RANKS: tuple[tuple[str, str, int], ...] = (
    ("executive", "集团高管", 90),
    ("company-executive", "企业高管", 80),
    ("senior-manager", "高级经理", 60),
    ("manager", "经理", 50),
    ("supervisor", "主管", 40),
    ("senior-specialist", "高级专员", 30),
    ("specialist", "专员", 20),
    ("assistant", "助理", 10),
)
FINANCE = "FIN"
SALES = "BIZ1"
HEADQUARTERS: tuple[DepartmentKind, ...] = (
    DepartmentKind("OFF", "办公室", ("secretary", "secretary", "driver")),
    DepartmentKind("BRD", "董事会办公室", ("secretary", "planner"), 1),
    DepartmentKind(FINANCE, "财务资产部", ("accountant", "accountant", "cashier"), 4),
    DepartmentKind("INV", "战略投资部", ("investment-manager", "planner"), 3),
    DepartmentKind("HR", "人力资源部", ("personnel-specialist",), 3),
    DepartmentKind("LAW", "风控法务部", ("legal-counsel", "risk-officer"), 3),
    DepartmentKind("AUD", "审计部", ("auditor",), 2),
    DepartmentKind("IT", "信息中心", ("engineer",), 4),
    DepartmentKind("PTY", "党群工作部", ("party-affairs-officer",), 2),
    DepartmentKind("DIS", "纪检监察室", ("discipline-inspector",), 2),
    DepartmentKind("TRD", "贸易运营部", ("operations-specialist",), 4),
    DepartmentKind("CAP", "金融管理部", ("operations-specialist", "risk-officer"), 3),
    DepartmentKind("MED", "医药健康部", ("operations-specialist",), 3),
    DepartmentKind("SAF", "安全环保部", ("safety-officer",), 1),
)
_SECOND_COMMON = (
    DepartmentKind("OFF", "综合办公室", ("secretary", "driver"), 2),
    DepartmentKind(FINANCE, "财务部", ("accountant", "accountant", "cashier"), 3),
    DepartmentKind("HR", "人力资源部", ("personnel-specialist",), 2),
    DepartmentKind("LAW", "风控法务部", ("legal-counsel", "risk-officer"), 1),
    DepartmentKind("PTY", "党群工作部", ("party-affairs-officer",), 1),
)
SECOND_LEVEL: dict[str, tuple[DepartmentKind, ...]] = {
    "trade": (
        *_SECOND_COMMON,
        DepartmentKind(SALES, "业务一部", ("clerk", "clerk", "clerk", "document-clerk"), 6),
        DepartmentKind("BIZ2", "业务二部", ("clerk", "clerk", "document-clerk"), 6),
        DepartmentKind("BIZ3", "业务三部", ("clerk", "clerk", "purchaser"), 6),
        DepartmentKind("LOG", "储运部", ("warehouse-keeper", "driver"), 4),
        DepartmentKind("IT", "信息部", ("engineer",), 1),
    ),
    "finance": (
        *_SECOND_COMMON,
        DepartmentKind(SALES, "业务一部", ("customer-manager", "clerk"), 5),
        DepartmentKind("BIZ2", "业务二部", ("customer-manager", "clerk"), 5),
        DepartmentKind("RSK", "风险管理部", ("risk-officer",), 3),
        DepartmentKind("PRD", "产品研发部", ("product-manager",), 3),
        DepartmentKind("IT", "信息科技部", ("engineer",), 2),
    ),
    "health": (
        *_SECOND_COMMON,
        DepartmentKind(SALES, "业务一部", ("clerk", "clerk", "purchaser"), 5),
        DepartmentKind("BIZ2", "业务二部", ("clerk", "purchaser"), 5),
        DepartmentKind("QUA", "质量管理部", ("quality-inspector", "pharmacist"), 3),
        DepartmentKind("STO", "门店管理部", ("store-clerk", "pharmacist"), 6),
        DepartmentKind("LOG", "物流中心", ("warehouse-keeper", "driver"), 4),
    ),
}
THIRD_LEVEL: dict[str, tuple[DepartmentKind, ...]] = {
    "trade": (
        DepartmentKind("OFF", "综合部", ("secretary", "personnel-specialist"), 1),
        DepartmentKind(FINANCE, "财务部", ("accountant", "cashier"), 2),
        DepartmentKind(SALES, "业务部", ("clerk", "clerk", "document-clerk"), 7),
        DepartmentKind("LOG", "储运部", ("warehouse-keeper", "driver"), 4),
    ),
    "finance": (
        DepartmentKind("OFF", "综合部", ("secretary", "personnel-specialist"), 1),
        DepartmentKind(FINANCE, "财务部", ("accountant", "cashier"), 2),
        DepartmentKind(SALES, "业务部", ("customer-manager", "clerk"), 6),
        DepartmentKind("RSK", "风控部", ("risk-officer",), 2),
    ),
    "health": (
        DepartmentKind("OFF", "综合部", ("secretary", "personnel-specialist"), 1),
        DepartmentKind(FINANCE, "财务部", ("accountant", "cashier"), 2),
        DepartmentKind(SALES, "业务部", ("clerk", "purchaser"), 4),
        DepartmentKind("QUA", "质量管理部", ("quality-inspector", "pharmacist"), 2),
        DepartmentKind("STO", "门店管理部", ("store-clerk", "store-clerk", "pharmacist"), 6),
    ),
}
SECTORS = ("trade", "health", "finance", "trade", "health", "trade")
CITIES = (
    "江州", "海州", "云港", "明州", "越州", "钱江", "甬江", "瓯江", "婺江", "衢江", "椒江", "苕溪", "运河", "平湖",
    "东海", "南浦", "西溪", "北仑港", "金沙", "龙泉湾", "青田", "白沙", "紫金", "临江", "望海", "新安", "富春", "天目",
)  # fmt: skip
BRANDS = (
    "东方", "远大", "恒通", "瑞丰", "华晟", "嘉禾", "宏源", "锦程", "盛泰", "汇众", "金桥", "鼎信", "康盛", "百诚",
    "同济", "广源", "瑞康", "安达", "永昌", "正泰源", "海联", "中汇", "万通", "丰华", "启航", "融汇", "德信", "润泽",
    "凯越", "星辰", "新域", "博瑞", "泰合", "兴业源", "天润", "诚达", "景行", "佳禾", "惠民", "长风",
)  # fmt: skip
BUSINESSES: dict[str, tuple[str, ...]] = {
    "trade": (
        "进出口", "纺织品进出口", "粮油食品进出口", "机械设备进出口", "五金矿产", "化工贸易", "国际货运代理",
        "供应链管理", "大宗商品", "汽车贸易", "跨境电子商务", "冷链物流", "茶叶进出口", "钢铁贸易", "轻工业品进出口",
    ),
    "finance": (
        "融资租赁", "商业保理", "期货", "小额贷款", "资产管理", "股权投资", "融资担保", "财富管理", "保险经纪", "典当",
    ),
    "health": (
        "医药", "医药物流", "中药饮片", "医疗器械", "大药房连锁", "健康管理", "体检中心", "康复医院", "养老服务",
        "生物科技", "药材种植", "医疗投资",
    ),
}  # fmt: skip
