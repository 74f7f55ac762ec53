// Measures and products, a twentieth of the links.
UNWIND range(0, $links / 20) AS n
CREATE (:Entity:Measure {id: 'measure:' + n}), (:Entity:Product {id: 'product:' + n})
