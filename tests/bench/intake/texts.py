"""What callers say and are called, made up with the frequencies of real ones."""

from random import Random

CATEGORIES = {
    "冰箱": 30,
    "空调": 25,
    "洗衣机": 18,
    "电视": 10,
    "热水器": 8,
    "油烟机": 5,
    "微波炉": 2,
    "净水器": 2,
}
RARE = ("冷凝管", "磁控管", "四通阀", "均温板", "启动电容", "水位传感器")
"""Named in a ticket of five hundred."""
RARE_CODES = range(100, 140)
"""After an F, in a ticket of two thousand."""
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲桥建国志文海燕春梅晓东雪峰辉宇浩然子轩欣怡梓涵"
    "佳琪思远嘉豪俊凯鹏飞婷雨泽若曦"
)
_SYMPTOMS = (
    "不制冷",
    "压缩机有响声",
    "漏水",
    "不通电",
    "显示屏不亮",
    "噪音大",
    "异味很重",
    "门关不严",
    "结霜严重",
    "频繁启停",
    "按键失灵",
    "遥控器没反应",
    "排水不畅",
    "加热慢",
    "指示灯闪烁",
    "面板开裂",
    "温度忽高忽低",
    "跳闸",
    "开机后自动关机",
    "内筒不转",
)
_REMARKS = (
    "下午三点以后有人在家",
    "周末才方便上门",
    "用户着急，请尽快安排",
    "已断电重启过，无效",
    "昨天晚上开始的",
    "搬家后出现",
    "去年修过一次",
    "刚买不到一个月",
    "家里有老人和小孩",
    "请先打电话联系",
    "小区门口要登记",
    "保修卡找不到了",
    "发票还在",
    "楼层没有电梯",
    "要求换新",
)
_STREETS = ("文三路", "建国路", "人民大道", "解放东路", "中山北路", "南京西路", "黄河路", "学院街")


class Speaker:
    """The same things again for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._weights = [1 / (place + 3) for place in range(len(_SURNAMES))]

    def name(self) -> str:
        given = "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2, 2))))
        return self.random.choices(_SURNAMES, self._weights)[0] + given

    def phone(self) -> str:
        """A mobile's, in E.164."""
        carrier = self.random.choice((38, 39, 36, 37, 58, 86, 88, 99))
        return f"+861{carrier}{self.random.randrange(10**8):08d}"

    def serial(self) -> str:
        made = f"{self.random.randint(18, 26)}{self.random.randint(1, 12):02d}"
        line = self.random.choice(("BX", "KT", "XY", "TV"))
        return f"GR{self.random.choice('ABCDEFGH')}{line}{made}{self.random.randrange(10**6):06d}"

    def model(self) -> str:
        line = self.random.choice(("BCD", "KFR", "XQG", "LED", "JSQ"))
        return f"{line}-{self.random.randint(20, 600)}{self.random.choice(('W', 'GW', 'T', ''))}"

    def address(self) -> str:
        street, flat = self.random.choice(_STREETS), self.random.randint(1, 2800)
        return f"浙江省杭州市西湖区{street} {self.random.randint(1, 900)} 号 {flat} 室"

    def fault(self) -> str:
        """Some thirty characters; one in seven has an error code, E1 to E99."""
        chance = self.random.random
        [said] = self.random.choices(tuple(CATEGORIES), tuple(CATEGORIES.values()))
        said += self.random.choice(_SYMPTOMS)
        if chance() < 0.5:
            said += "，" + self.random.choice(_SYMPTOMS)
        said += "；" + self.random.choice(_REMARKS)
        if chance() < 0.3:
            said += "，" + self.random.choice(_REMARKS)
        if chance() < 0.15:
            said += f"，报错E{self.random.randint(1, 99)}"
        if chance() < 0.0005:
            said += f"，故障代码F{self.random.choice(RARE_CODES)}"
        if chance() < 0.002:
            said += "，怀疑是" + self.random.choice(RARE)
        return said + "。"
