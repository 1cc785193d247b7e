"""Believable names, numbers and addresses of people who do not exist."""

from __future__ import annotations

import random

# Surnames with their rough share per thousand in today's China; the tail shares the rest.
_COMMON = (
    "王72 李71 张68 刘54 陈45 杨31 赵23 黄22 周21 吴20 徐17 孙15 胡13 朱13 高12 林12 何12 郭11 马11 罗9 "
    "梁9 宋8 郑8 谢8 韩7 唐7 冯7 于7 董6 萧6 程6 曹6 袁5 邓5 许5 傅5 沈5 曾5 彭5 吕5 苏5 卢5 蒋5 蔡5 贾4 "
    "丁4 魏4 薛4 叶4 阎4 余4 潘4 杜4 戴4 夏4 钟4 汪4 田4 任4 姜4 范4 方4 石4 姚3 谭3 廖3 邹3 熊3 金3 陆3 "
    "郝3 孔3 白3 崔3 康3 毛3 邱3 秦3 江3 史3 顾3 侯3 邵3 孟3 龙3 万3 段3 钱3 汤3 尹3 黎3 易3 常3 武3 "
    "乔2 贺2 赖2 龚2 文2 庞2 樊2 兰2 殷2 施2 陶2 洪2 翟2 安2 颜2 倪2 严2 牛2 温2 芦2 季2 俞2 章2 鲁2 葛2"
)
_RARE = (
    "伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈"
    "鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵇闻莘党谈"
    "贡逄姬桑濮牛"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "慕容", "司徒", "端木")
_FEMALE = (
    "婷雅静怡敏燕玲丽娟霞琳雯倩颖洁欣悦琪萱菲莉慧芳娜蕾薇瑶璐晴雪梅兰菊芸芬芝莹岚蓉珊妍媛嫣彤月云淑惠清秀"
    "美佳玉文心思语若子诗梦可嘉一晓书雨依伊宁安如亦采含冰竹君素锦"
)
_MALE = (
    "伟强磊军洋勇杰涛明超刚平辉鹏飞鑫波斌宇浩凯健俊帆帅旭宁龙林峰毅雷晨东亮坤志国建文海永春华立新振兴家庆"
    "德正天泽子梓一博睿轩哲瀚宸启航景承嘉奕恒彦思远学成晓向长松柏青山川江河源清达昌盛荣光耀祖"
)


class Names:
    """Draws names; two people of one name are rare, as in life, but they occur."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        entries = [(part[:1], int(part[1:])) for part in _COMMON.split()]
        rest = (1000 - sum(share for _, share in entries)) / (len(_RARE) + len(_COMPOUND))
        self._surnames = [name for name, _ in entries] + list(_RARE) + list(_COMPOUND)
        self._weights = [float(share) for _, share in entries] + [rest] * (len(_RARE) + len(_COMPOUND))
        self._taken: dict[str, int] = {}

    def draw(self) -> str:
        """Return the next name."""
        for _ in range(4):
            name = self._draw()
            if name not in self._taken or self._rng.random() < 0.15:
                break
        self._taken[name] = self._taken.get(name, 0) + 1
        return name

    def _draw(self) -> str:
        surname = self._rng.choices(self._surnames, self._weights)[0]
        pool = _FEMALE if self._rng.random() < 0.46 else _MALE
        first = self._rng.choice(pool)
        if self._rng.random() < 0.14:
            return surname + first
        second = self._rng.choice(pool)
        return surname + first + second


def mobile(sequence: int) -> str:
    """Return a mobile number in 154, a range that no operator holds, different for each number below 10^8."""
    return f"154{sequence * 37_199_377 % 100_000_000:08d}"


def email(number: str) -> str:
    """Return an address in a domain that cannot exist (RFC 2606)."""
    return f"{number.lower()}@jianghai.example"
