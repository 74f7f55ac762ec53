UNWIND range(1, 1000) AS x
CREATE (:Measured {id: toString(x), name: 'name ' + x})
